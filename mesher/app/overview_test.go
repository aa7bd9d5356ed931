package app

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// askCluster returns the cluster from a program's API.
func (p *program) askCluster(t *testing.T) (c mesher.Cluster) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.address.local.JoinPath("/api/v1/cluster").String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token(t))
	a, err := do(r)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("%v, %d %s", err, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// findChild returns a child of a node in an overview; nil if it is not there.
func findChild(c mesher.Cluster, node, id string) *mesher.ClusterChild {
	i := slices.IndexFunc(c.Tree, func(child mesher.ClusterChild) bool { return child.Node == node && child.ID == id })
	if i < 0 {
		return nil
	}
	return &c.Tree[i]
}

// A program that runs alone is a cluster of one, whose services can be seen to fail
// and to return.
func TestOverviewAlone(t *testing.T) {
	p := launch(t, Config{})
	var c mesher.Cluster
	until(t, "it does its chores", func() bool { c = p.askCluster(t); return c.Leader != "" && len(c.Nodes[0].Duties) > 3 })
	if len(c.Nodes) != 1 || c.Nodes[0].Name != c.Self || c.Leader != c.Self || c.Nodes[0].Status != "up" || c.Nodes[0].Error != "" ||
		c.Nodes[0].Processes < 10 || c.Nodes[0].Memory == 0 || len(c.Links) != 0 {
		t.Errorf("%+v", c.Nodes)
	}
	writer := findChild(c, c.Self, ingest.Writer)
	if pipeline := findChild(c, c.Self, "pipeline"); pipeline == nil || !pipeline.Supervisor || writer == nil || writer.Depth <= pipeline.Depth || writer.Restarts != 0 || writer.Crash != nil {
		t.Fatalf("the tree: %+v", c.Tree)
	}
	pid, _ := p.sys.Whereis(ingest.Writer)
	p.sys.Exit(pid, actor.Kill)
	until(t, "it is back", func() bool {
		writer = findChild(p.askCluster(t), c.Self, ingest.Writer)
		return writer != nil && writer.State == "running" && writer.Crash != nil && writer.Crash.Reason == "killed"
	})
	if at, err := time.Parse(time.RFC3339Nano, writer.Crash.At); err != nil || time.Since(at) > time.Hour {
		t.Errorf("it crashed at %v, %v", writer.Crash.At, err)
	}
}

// DIST-15: every node reports on all nodes, also to an observer with the cookie;
// a node that has gone is down.
func TestOverviewOfNodes(t *testing.T) {
	nodes := newLocalCluster(t, pgtest.Start(t, "fsync=off"), 3, Config{}).nodes
	untilRight(t, "all tell of all", func() (wrong []string) {
		leader := ""
		for _, node := range nodes {
			c := node.askCluster(t)
			if leader = cmp.Or(leader, c.Leader); leader == "" || c.Leader != leader || c.Self != node.config.Cluster.Name || len(c.Nodes) != 3 {
				wrong = append(wrong, fmt.Sprintf("%s says that %s leads %+v", c.Self, c.Leader, c.Nodes))
			}
			for _, other := range c.Nodes {
				if other.Status != "up" || other.Error != "" || findChild(c, other.Name, ingest.Writer) == nil {
					wrong = append(wrong, fmt.Sprintf("%s says of %s: %+v", c.Self, other.Name, other))
				}
			}
			if up := slices.DeleteFunc(c.Links, func(l mesher.ClusterLink) bool { return !l.Up || l.Sent == 0 }); len(up) != 6 {
				wrong = append(wrong, fmt.Sprintf("%s knows %d links: %+v", c.Self, len(up), c.Links))
			}
		}
		return wrong
	})

	settings := nodes[0].config.Cluster
	o, err := Attach(t.Context(), Cluster{Cookies: settings.Cookies}, settings.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	nodes[2].stopDoors(t.Context())
	if err := nodes[2].node.Swap(nil).Leave(t.Context()); err != nil {
		t.Error(err)
	}
	until(t, "the third has gone", func() bool {
		reports, err := o.Survey(t.Context())
		s := StatusOf(reports)
		return err == nil && len(s.Nodes) == 2 && s.Self == settings.Name && s.Nodes[1].Status == "up"
	})

	for about, cookie := range map[string]mesher.Secret{"another cookie": mesher.SecretOf("another one of thirty-two bytes or so"), "no cookie": {}} {
		var attach *observe.AttachError
		o, err := Attach(t.Context(), Cluster{Cookies: []mesher.Secret{cookie}}, settings.Name)
		if err == nil || about == "another cookie" && !errors.As(err, &attach) {
			t.Errorf("%s: %v, %v", about, o, err)
		}
	}
	if _, err := Attach(t.Context(), Cluster{}, settings.Name); err == nil {
		t.Error("attached without a cookie")
	}
}

// The duties are shown as those of the node that has most of them.
func TestStatusOf(t *testing.T) {
	report := func(name, duties string, figures ...observe.Figure) observe.Report {
		return observe.Report{Node: observe.Node{Name: name, Version: "1", Uptime: 90 * time.Second,
			Figures: append(figures, observe.Figure{Name: figureDuties, Text: duties})}}
	}
	got, err := json.Marshal(StatusOf([]observe.Report{
		report("b", "x", observe.Figure{Name: figureRate, Number: 1.5}, observe.Figure{Name: figureQueue, Number: 3},
			observe.Figure{Name: figureLent, Number: 1}, observe.Figure{Name: figureBorrowed, Number: 2}),
		report("a", "y, z"), report("c", "v, w"), {Node: observe.Node{Name: "d"}, Err: observe.ErrLost},
	}))
	const want = `{"self":"b","nodes":[` +
		`{"name":"b","status":"up","version":"1","uptime_s":90,"events_per_s":1.5,"queue":3,"lent":1,"borrowed":2},` +
		`{"name":"a","status":"up","version":"1","uptime_s":90,"events_per_s":0,"queue":0,"lent":0,"borrowed":0},` +
		`{"name":"c","status":"up","version":"1","uptime_s":90,"events_per_s":0,"queue":0,"lent":0,"borrowed":0},` +
		`{"name":"d","status":"down","version":"","uptime_s":0,"events_per_s":0,"queue":0,"lent":0,"borrowed":0}],"leader":"a"}`
	if err != nil || string(got) != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}

// Incoming events are counted, whatever became of them, over the last seconds.
func TestThroughput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(t.Context())
		begun := time.Now()
		stats := func() ingest.Stats { // 10 a second for a minute, then none
			n := min(10*int64(time.Since(begun).Seconds()), 600)
			return ingest.Stats{Events: map[mesher.Outcome]int64{
				mesher.Stored: n / 2, mesher.RefusedLimited: n - n/2, mesher.DroppedBySDK("before_send"): 9 * n, mesher.PassedOver("session"): n,
			}}
		}
		var rate throughput
		sys.Spawn(rate.measure(stats))
		for _, want := range []struct {
			after time.Duration
			rate  float64
		}{{time.Second, 0}, {10 * time.Second, 10}, {40 * time.Second, 10}, {60 * time.Second, 0}} {
			time.Sleep(want.after)
			synctest.Wait()
			if got := rate.perSecond(); got != want.rate {
				t.Errorf("after %v: %v a second, want %v", time.Since(begun), got, want.rate)
			}
		}
	})
}
