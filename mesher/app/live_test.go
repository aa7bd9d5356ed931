package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/live"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/websocket"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A watcher is a client of the live stream of the first project.
type watcher struct {
	conn  *websocket.Conn
	heard []heard // so far
	last  []byte  // raw message, for a stream that is to end
}

// heard has the common fields of all messages.
type heard struct {
	Type       string
	IssueID    uuid.UUID `json:"issue_id"`
	EventCount int64     `json:"event_count"`
	Action     string
	Count      int64
	Message    string // of an alert
	Data       struct {
		ID         uuid.UUID
		Message    string
		ReceivedAt time.Time `json:"received_at"`
	}
	at time.Time // when it was heard
}

// watch connects a watcher to a door.
func watch(t *testing.T, door *url.URL, token string) *watcher {
	t.Helper()
	return watchWith(t, door, http.Header{"Authorization": {"Bearer " + token}})
}

// watchWith connects a watcher with given credentials.
func watchWith(t *testing.T, door *url.URL, header http.Header) *watcher {
	t.Helper()
	conn, err := websocket.Dial(t.Context(), door.JoinPath("stream/projects/default").String(), header)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Abort)
	return &watcher{conn: conn}
}

// until reads messages, up to the one that is right.
func (w *watcher) until(t *testing.T, about string, right func(heard) bool) heard {
	t.Helper()
	for {
		m, err := w.conn.Read(t.Context())
		if err != nil {
			t.Fatalf("%s is not heard: %v; but %+v", about, err, w.heard)
		}
		var h heard
		if err := json.Unmarshal(m, &h); err != nil {
			t.Fatalf("%s: %v", m, err)
		}
		w.heard = append(w.heard, h)
		if right(h) {
			return h
		}
	}
}

func (w *watcher) event(t *testing.T, id uuid.UUID) heard {
	t.Helper()
	return w.until(t, "the event", func(h heard) bool { return h.Type == "event" && h.Data.ID == id })
}

func (w *watcher) issue(t *testing.T, id uuid.UUID, action string) {
	t.Helper()
	w.until(t, "the issue, "+action, func(h heard) bool { return h.Type == "issue" && h.IssueID == id && h.Action == action })
}

// LIVE-01: a new issue, its events, what people do to it, how many there are, and
// alerts, on both ports, in the order in which they happened.
func TestLiveStream(t *testing.T) {
	p := launch(t, Config{})
	token := p.token(t)
	doors := map[string]*url.URL{"the port of all": p.address.local, "the port of WebSockets": p.sockets.url()}
	watchers := map[string]*watcher{}
	for name, door := range doors {
		watchers[name] = watch(t, door, token)
	}
	id, issue := p.send(t, `{"message":"it broke","level":"warning"}`)
	later, _ := p.send(t, `{"message":"it broke","level":"warning"}`)
	post(t, p.address.local.JoinPath("api/v1/issues", issue.String(), "resolve").String(), "", "Authorization: Bearer "+token)
	again, _ := p.send(t, `{"message":"it broke","level":"warning"}`)
	rule := mesher.Rule{ID: uuid.New(), Project: p.address.key.ProjectID, Name: "all", CreatedAt: time.Now(),
		Condition: mesher.Condition{Type: mesher.OnNewIssue}, Action: mesher.Action{Type: mesher.Websocket}}
	if err := p.store.CreateRule(t.Context(), rule); err != nil {
		t.Fatal(err)
	}
	post(t, p.address.local.JoinPath("api/v1/alert-rules", rule.ID.String(), "test").String(), "", "Authorization: Bearer "+token)
	for name, w := range watchers {
		t.Run(name, func(t *testing.T) {
			w.issue(t, issue, "new")
			w.event(t, id)
			w.event(t, later)
			w.issue(t, issue, "resolved")
			w.issue(t, issue, "regressed")
			w.event(t, again)
			w.until(t, "the alert", func(h heard) bool { return h.Type == "alert" && h.Message != "" })
			if !slices.ContainsFunc(w.heard, func(h heard) bool { return h.Type == "issue_count" }) {
				w.until(t, "the count", func(h heard) bool { return h.Type == "issue_count" && h.Count == 1 })
			}
		})
	}
}

// An alert whose rule asks for open pages is delivered to them, and the delivery
// is recorded.
func TestAlertsOnOpenPages(t *testing.T) {
	p := launch(t, Config{})
	w := watch(t, p.address.local, p.token(t))
	rule := mesher.Rule{ID: uuid.New(), Project: p.address.key.ProjectID, Name: "any", Enabled: true, CreatedAt: time.Now(),
		Condition: mesher.Condition{Type: mesher.OnNewIssue}, Action: mesher.Action{Type: mesher.Websocket}}
	if err := p.store.CreateRule(t.Context(), rule); err != nil {
		t.Fatal(err)
	}
	_, err := p.store.Fire(t.Context(), rule.ID, func(r mesher.Rule) (mesher.Alert, bool) {
		return mesher.Alert{ID: uuid.New(), RuleID: r.ID, RuleName: r.Name, Project: r.Project, Status: mesher.AlertActive,
			Message: "it is time", Cause: "a test", Condition: r.Condition, TriggeredAt: time.Now()}, true
	})
	if err != nil {
		t.Fatal(err)
	}
	w.until(t, "the alert", func(h heard) bool { return h.Type == "alert" && h.Message == "it is time" })
	until(t, "it is kept that the alert was delivered", func() bool {
		alerts, err := p.store.Alerts(t.Context(), rule.Project, "")
		return err == nil && len(alerts) == 1 && len(alerts[0].Deliveries) == 1 && !alerts[0].Deliveries[0].DeliveredAt.IsZero()
	})
}

// RES-01: the manager of streams may be killed, and its watchers go on.
func TestTheStreamManagerIsKilled(t *testing.T) {
	p := launch(t, Config{})
	w := watch(t, p.address.local, p.token(t))
	id, _ := p.send(t, `{"message":"before"}`)
	w.event(t, id)
	p.sys.Exit(p.whereis(t, live.Manager), actor.Kill)
	w.until(t, "that some may be missing", func(h heard) bool { return h.Type == "dropped" })
	id, _ = p.send(t, `{"message":"after"}`)
	w.event(t, id)
}

// LIVE-02: three nodes are sent events of three new issues at once. A watcher at
// any node hears each event once, and those of an issue in the order of the
// commits on all nodes, which is that of their numbers.
func TestLiveStreamOfACluster(t *testing.T) {
	const issues, each, clients = 3, 80, 2 // events of an issue, and clients of a node
	databases := pgtest.Start(t, "fsync = off")
	// A process that has to wait for a CPU here does not count as late.
	cluster := newLocalCluster(t, databases, 3, Config{livePatience: 20 * time.Second})
	token := cluster.nodes[0].token(t)
	var watchers []*watcher
	for _, node := range cluster.nodes {
		for _, door := range []*url.URL{node.address.local, node.sockets.url()} {
			watchers = append(watchers, watch(t, door, token))
		}
	}
	room := fmt.Sprint("project:", cluster.nodes[0].address.key.ProjectID)
	for _, node := range cluster.nodes {
		until(t, "the nodes know who watches", func() bool { return node.rooms().Size(room) == len(cluster.nodes) })
	}
	var next atomic.Int64
	var sending, hearing sync.WaitGroup
	for n := range len(cluster.nodes) * clients {
		node := cluster.nodes[n%len(cluster.nodes)]
		sending.Go(func() {
			for i := next.Add(1); i <= issues*each; i = next.Add(1) {
				event := fmt.Sprintf(`{"message":"number %d broke","fingerprint":"%d"}`, i, i%issues)
				if a, err := tryPost(t.Context(), node.events(), event, node.auth()); err != nil || a.status != http.StatusAccepted {
					t.Errorf("%v: %d %s", err, a.status, a.body)
				}
			}
		})
	}
	for _, w := range watchers {
		hearing.Go(func() { w.events(t, issues*each) })
	}
	sending.Wait()
	hearing.Wait()
	var took []time.Duration
	for _, w := range watchers {
		for _, h := range w.heard {
			if h.Type == "event" {
				took = append(took, h.at.Sub(h.Data.ReceivedAt))
			}
		}
	}
	slices.Sort(took)
	t.Logf("heard %v after it was received (half of them), %v (99%%), %v at most", took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
	first := watchers[0].byIssue(t)
	for n, w := range watchers {
		all := w.byIssue(t)
		for issue, heard := range all {
			last := int64(0)
			for i, h := range heard {
				if h.EventCount <= last {
					t.Fatalf("watcher %d hears event %d of an issue after event %d", n, h.EventCount, last)
				}
				last = h.EventCount
				if i >= len(first[issue]) || h.Data.ID != first[issue][i].Data.ID {
					t.Fatalf("watchers 0 and %d hear different events %d of an issue", n, i+1)
				}
			}
		}
		if len(all) != issues {
			t.Errorf("watcher %d heard of %d issues", n, len(all))
		}
	}
}

// events reads so many events.
func (w *watcher) events(t *testing.T, n int) {
	for seen := 0; seen < n; {
		m, err := w.conn.Read(t.Context())
		if err != nil {
			t.Errorf("%d events are heard: %v", seen, err)
			return
		}
		var h heard
		if err := json.Unmarshal(m, &h); err != nil || h.Type == "dropped" {
			t.Errorf("heard %s: %v", m, err)
			return
		}
		h.at = time.Now()
		w.heard = append(w.heard, h)
		if h.Type == "event" {
			seen++
		}
	}
}

// byIssue returns the events that were heard, of which none may be twice. It
// leaves out those that the database took too long for: they went on by the
// spool, and their places are not known.
func (w *watcher) byIssue(t *testing.T) map[uuid.UUID][]heard {
	events, once := make(map[uuid.UUID][]heard), make(map[uuid.UUID]bool)
	for _, h := range w.heard {
		if h.Type != "event" {
			continue
		}
		if once[h.Data.ID] {
			t.Errorf("event %s is heard twice", h.Data.ID)
		}
		once[h.Data.ID] = true
		if h.EventCount > 0 {
			events[h.IssueID] = append(events[h.IssueID], h)
		}
	}
	if spooled := len(once) - len(slices.Concat(slices.Collect(maps.Values(events))...)); spooled > 0 {
		t.Logf("%d events came by the spool", spooled)
	}
	return events
}
