package app

import (
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// testCookie is what the nodes of tests share.
var testCookie = mesher.SecretOf("thirty-two bytes that only these tests have")

// A crew is nodes in this process that are one Mesher.
type crew struct {
	config Config
	nodes  []*program
}

// newCrew starts so many on a new database.
func newCrew(t *testing.T, databases *pgtest.Server, n int, c Config) *crew {
	t.Helper()
	c.DatabaseURL = mesher.SecretOf(databases.NewDatabase(t))
	c.DatabasePool = 4
	c.Cluster.Cookies = []mesher.Secret{testCookie}
	crew := &crew{config: c}
	for range n {
		crew.join(t)
	}
	return crew
}

// join starts one more, and returns when all see each other.
func (c *crew) join(t *testing.T) *program {
	t.Helper()
	config := c.config
	config.DataDir = t.TempDir()
	config.Cluster.Name = newNode(t)
	for _, node := range c.nodes {
		config.Cluster.Peers = node.config.Cluster.Name // one is enough
	}
	c.nodes = append(c.nodes, launch(t, config))
	for _, node := range c.nodes {
		until(t, "the nodes see each other", func() bool { return len(node.peers()) == len(c.nodes)-1 })
	}
	return c.nodes[len(c.nodes)-1]
}

// newNode is the name of a node at a port that nobody has at the moment.
func newNode(t testing.TB) string {
	t.Helper()
	port := freePort(t)
	return fmt.Sprintf("n%d@127.0.0.1:%d", port, port)
}
