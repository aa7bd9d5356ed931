package observe_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// DIST-15. An observer attached to one node sees all, is in no node's list, and
// leaves nothing behind.
func TestAttach(t *testing.T) {
	inCluster(t, []string{"a", "b", "c"}, func(t *testing.T, w *testCluster) {
		w.observed()
		time.Sleep(time.Minute) // virtual
		before := w.nodes[0].sys.Count()
		o, err := w.attach(w.nodes[0])
		if err != nil {
			t.Fatal(err)
		}
		reports, err := o.Survey(w.Context())
		if err != nil || len(reports) != 3 {
			t.Fatalf("a survey: %+v, %v", reports, err)
		}
		for i, host := range []string{"a", "b", "c"} {
			r := reports[i]
			if r.Err != nil || r.Name != "node@"+host+":1" || r.Version != "1.0" || r.Uptime < time.Minute || r.Uptime > 2*time.Minute || len(r.Peers) != 2 || r.Processes < 1 {
				t.Errorf("of %s: %+v", host, r)
			}
			if r.Goroutines == 0 || r.Memory == 0 {
				t.Errorf("of %s: no load: %+v", host, r)
			}
		}
		links, err := o.Links(w.Context(), "node@b:1", observe.Page{})
		if err != nil || links.Total != 2 || len(links.Items) != 2 || links.Items[0].Peer != "node@a:1" || !links.Items[0].Up ||
			links.Items[0].Sent == 0 || links.Items[0].Connections != 1 || links.Items[0].RoundTrip < 10*time.Millisecond {
			t.Errorf("b's links, asked by a: %+v, %v", links, err)
		}
		links, err = o.Links(w.Context(), "", observe.Page{})
		if err != nil || links.Total != 3 || !links.Items[2].Hidden {
			t.Errorf("a's links, with the observer: %+v, %v", links, err)
		}
		if err := o.Close(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute)
		for _, s := range w.nodes {
			if len(s.List()) != 2 || len(s.Stats()) != 2 {
				t.Errorf("%v is left with %v, %v", s.Self(), s.List(), s.Stats())
			}
		}
		if after := w.nodes[0].sys.Count(); after != before {
			t.Errorf("%d processes, %d before", after, before)
		}
	})
}

// A node that was connected is remembered, as lost.
func TestLostNode(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, w *testCluster) {
		w.observed()
		w.network.Partition([]string{"a"}, []string{"b"})
		time.Sleep(time.Minute)
		reports, err := observe.Of(w.nodes[0].sys).Survey(w.Context())
		if err != nil || len(reports) != 2 || reports[1].Name != "node@b:1" || reports[1].Err != observe.ErrLost {
			t.Errorf("%+v, %v", reports, err)
		}
		w.network.Heal()
	})
}

// An address alone is enough.
func TestAttachToAddress(t *testing.T) {
	inCluster(t, []string{"a"}, func(t *testing.T, w *testCluster) {
		w.observed()
		o, err := w.attach(w.nodes[0], func(a *observe.Attachment) { a.To = "a:1" })
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		if n, err := o.Node(w.Context(), ""); err != nil || n.Name != "node@a:1" {
			t.Errorf("%+v, %v", n, err)
		}
	})
}

// An observer that can't attach is told what to do.
func TestCannotAttach(t *testing.T) {
	inCluster(t, []string{"a"}, func(t *testing.T, w *testCluster) {
		for about, c := range map[string]struct {
			change func(*observe.Attachment)
			says   string
		}{
			"another cookie": {func(a *observe.Attachment) { a.Cookies = cookies(t, "another secret of thirty-two bytes") }, "another cookie"},
			"another name":   {func(a *observe.Attachment) { a.To = "shop@a:1" }, "another name"},
			"nobody there":   {func(a *observe.Attachment) { a.To = "node@a:2" }, "nobody listens"},
			"no cookie":      {func(a *observe.Attachment) { a.Cookies = nil }, "no cookie"},
			"no address":     {func(a *observe.Attachment) { a.To = "node" }, "name@host:port"},
		} {
			if o, err := w.attach(w.nodes[0], c.change); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v, %v", about, o, err)
			}
		}
	})
}

// An address without a node is reported as such.
func TestAttachElsewhere(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	o, err := observe.Attach(t.Context(), observe.Attachment{To: web.Listener.Addr().String(), Cookies: cookies(t, secret)})
	if err == nil || !strings.Contains(err.Error(), "no node") {
		t.Errorf("%v, %v", o, err)
	}
}

// Each question that can't be answered says why.
func TestNoAnswer(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, w *testCluster) {
		start(t, w.nodes[0].sys, observe.Config{Node: w.nodes[0].node})
		local := observe.Of(w.nodes[0].sys)
		for node, says := range map[string]string{
			"node@b:1": "no observer runs there",
			"node@c:1": "not connected",
			"nowhere":  "not connected",
		} {
			if n, err := local.Node(w.Context(), node); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), node) {
				t.Errorf("%s: %+v, %v", node, n, err)
			}
		}
		o, err := w.attach(w.nodes[0])
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		if n, err := o.Node(w.Context(), "node@b:1"); err == nil || !strings.Contains(err.Error(), "no observer runs there") {
			t.Errorf("asked from outside: %+v, %v", n, err)
		}
		reports, err := local.Survey(w.Context())
		if err != nil || len(reports) != 2 || reports[1].Name != "node@b:1" || reports[1].Err == nil {
			t.Errorf("a survey: %+v, %v", reports, err)
		}
		if _, err := observe.Of(w.nodes[1].sys).Survey(w.Context()); err == nil {
			t.Error("a system without an observer was surveyed")
		}
	})
}

// A silent node costs only its own answer.
func TestSilentNode(t *testing.T) {
	inCluster(t, []string{"a", "b", "c"}, func(t *testing.T, w *testCluster) {
		w.observed()
		stuck := make(chan struct{})
		w.nodes[1].sys.Exit(whereis(w, w.nodes[1]), actor.Kill)
		w.nodes[1].sys.Spawn(func(p *actor.Process) error { <-stuck; return nil }, actor.Named(observe.Registered))
		began := time.Now()
		reports, err := observe.Of(w.nodes[0].sys).Survey(w.Context())
		if err != nil || len(reports) != 3 || reports[0].Err != nil || reports[2].Err != nil {
			t.Errorf("a survey: %+v, %v", reports, err)
		} else if why := reports[1].Err; why == nil || !strings.Contains(why.Error(), "no answer in time") {
			t.Errorf("the silent one: %v", why)
		}
		if took := time.Since(began); took > 6*time.Second { // virtual
			t.Errorf("it took %v", took)
		}
		close(stuck)
	})
}

func whereis(w *testCluster, s testNode) actor.PID {
	w.Helper()
	pid, ok := s.sys.Whereis(observe.Registered)
	if !ok {
		w.Fatal("there is no observer")
	}
	return pid
}
