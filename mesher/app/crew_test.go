package app

import (
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// testCookie is what the nodes of tests share.
var testCookie = mesher.SecretOf("thirty-two bytes that only these tests have")

// places are names for nodes, at ports that nobody has at the moment.
func places(t *testing.T, n int) (names []string) {
	t.Helper()
	for i := range n {
		names = append(names, fmt.Sprintf("n%d@127.0.0.1:%d", i+1, freePort(t)))
	}
	return names
}

// launchCluster runs so many nodes in this process, on one database, and returns
// when each sees all others.
func launchCluster(t *testing.T, n int, c Config) (nodes []*program) {
	t.Helper()
	c.DatabaseURL = mesher.SecretOf(pgtest.Start(t, "fsync=off").NewDatabase(t))
	c.DatabasePool = 4
	names := places(t, n)
	for _, name := range names {
		c.DataDir = t.TempDir()
		c.Cluster = Cluster{Name: name, Cookies: []mesher.Secret{testCookie}, Peers: names[0]}
		nodes = append(nodes, launch(t, c))
	}
	for _, node := range nodes {
		until(t, "the nodes see each other", func() bool { return len(node.peers()) == n-1 })
	}
	return nodes
}
