package app

import (
	"net/http"
	"testing"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// CLU-03: a node whose pipeline is gone lets another do its work, and answers as
// if it had done it itself.
func aNodeWithoutAPipeline(t *testing.T, databases *pgtest.Server) {
	cluster := newLocalCluster(t, databases, 2, Config{RateLimit: 3})
	broken, whole := cluster.nodes[0], cluster.nodes[1]
	if err := supervisor.TerminateChild(t.Context(), broken.sys, broken.root, "pipeline"); err != nil {
		t.Fatal(err)
	}
	until(t, "the other has the name", func() bool {
		pid, ok := broken.node.Load().Global().Whereis(ingest.Registry)
		return ok && pid == whole.whereis(t, ingest.Registry)
	})
	for _, c := range []struct {
		event  string
		status int
	}{
		{`{"message":"x"}`, http.StatusAccepted},
		{`{"level":"error"}`, http.StatusBadRequest},
		{`{"message":"x"}`, http.StatusAccepted},
		{`{"message":"x"}`, http.StatusTooManyRequests},
	} {
		a := post(t, broken.events(), c.event, broken.auth())
		if a.status != c.status {
			t.Errorf("%s is answered %d %s, want %d", c.event, a.status, a.body, c.status)
		}
		if a.status == http.StatusTooManyRequests && a.header.Get("Retry-After") == "" {
			t.Error("it is not said when to come again")
		}
	}
	if issues := whole.issues(t); len(issues) != 1 || issues[0].EventCount != 2 {
		t.Errorf("got %+v, want one issue of two events", issues)
	}
	if _, err := supervisor.RestartChild(t.Context(), broken.sys, broken.root, "pipeline"); err != nil {
		t.Fatal(err)
	}
	if _, elsewhere := broken.elsewhere(); elsewhere {
		t.Error("with a pipeline of its own it still asks the other")
	}
}
