package app

import (
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// testCookie is the cookie of nodes in tests.
var testCookie = mesher.SecretOf("thirty-two bytes that only these tests have")

// A localCluster is several nodes in this process that form one Mesher.
type localCluster struct {
	config Config
	nodes  []*program
}

// newLocalCluster starts n nodes on a new database.
func newLocalCluster(t *testing.T, databases *pgtest.Server, n int, c Config) *localCluster {
	t.Helper()
	c.DatabaseURL = mesher.SecretOf(databases.NewDatabase(t))
	c.DatabasePool = 4
	c.Cluster.Cookies = []mesher.Secret{testCookie}
	cluster := &localCluster{config: c}
	for range n {
		cluster.join(t)
	}
	return cluster
}

// join starts one more node, and returns when all nodes see each other.
func (c *localCluster) join(t *testing.T) *program {
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

// newNode returns the name of a node at a port that is free at the moment.
func newNode(t testing.TB) string {
	t.Helper()
	port := freePort(t)
	return fmt.Sprintf("n%d@127.0.0.1:%d", port, port)
}
