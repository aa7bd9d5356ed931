package server

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

// The answer is what the port returns; a program without one says so.
func TestCluster(t *testing.T) {
	asked := func(tell func(context.Context) (mesher.Cluster, error)) *httptest.ResponseRecorder {
		c := new(world).config()
		c.Cluster = tell
		return get(t, New(c), "/api/v1/cluster")
	}
	if got := asked(nil); got.Code != http.StatusServiceUnavailable {
		t.Errorf("without a port: %d %s", got.Code, got.Body)
	}
	got := asked(func(context.Context) (mesher.Cluster, error) {
		return mesher.Cluster{Self: "a", Leader: "a", Nodes: []mesher.ClusterNode{{NodeStatus: mesher.NodeStatus{Name: "a", Status: "up", Queue: 3}, Duties: []string{"x"}}},
			Links: []mesher.ClusterLink{}, Tree: []mesher.ClusterChild{{Node: "a", ID: "writer", Crash: &mesher.ClusterCrash{Reason: "oops", At: "then"}}}}, nil
	})
	const want = `{"self":"a","nodes":[{"name":"a","status":"up","version":"","uptime_s":0,"events_per_s":0,"queue":3,"lent":0,"borrowed":0,` +
		`"duties":["x"],"processes":0,"waiting":0,"longest":0,"faults":0,"goroutines":0,"memory_bytes":0,"spooled":0,"error":""}],"leader":"a","links":[],` +
		`"tree":[{"node":"a","depth":0,"id":"writer","supervisor":false,"state":"","mailbox":0,"restarts":0,"crash":{"reason":"oops","at":"then"}}]}` + "\n"
	if got.Code != http.StatusOK || got.Body.String() != want {
		t.Errorf("%d\n got %s\nwant %s", got.Code, got.Body, want)
	}
	got = asked(func(context.Context) (mesher.Cluster, error) { return mesher.Cluster{}, errors.New("broken") })
	if got.Code != http.StatusInternalServerError {
		t.Errorf("a failure: %d %s", got.Code, got.Body)
	}
}
