package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
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
}

// heard is what is common to all that is heard.
type heard struct {
	Type    string
	IssueID uuid.UUID `json:"issue_id"`
	Action  string
	Count   int64
	Message string // of an alert
	Data    struct {
		ID      uuid.UUID
		Message string
	}
}

// watch connects one, to a door.
func watch(t *testing.T, door *url.URL, token string) *watcher {
	t.Helper()
	conn, err := websocket.Dial(t.Context(), door.JoinPath("stream/projects/default").String(), http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Abort)
	return &watcher{conn: conn}
}

// until hears what comes, up to the message that is right.
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

// An alert whose rule asks for open pages is delivered to them, and that is kept.
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

// LIVE-02: who watches at any node hears every event of the cluster, once, and
// those of an issue in the order in which they were sent one after the other.
func TestLiveStreamOfACluster(t *testing.T) {
	databases := pgtest.Start(t)
	crew := newCrew(t, databases, 2, Config{})
	token := crew.nodes[0].token(t)
	var watchers []*watcher
	for _, node := range crew.nodes {
		watchers = append(watchers, watch(t, node.address.local, token))
	}
	room := fmt.Sprint("project:", crew.nodes[0].address.key.ProjectID)
	for _, node := range crew.nodes {
		until(t, "the nodes know who watches", func() bool {
			return node.rooms().Size(room) == len(crew.nodes)
		})
	}
	var sent []uuid.UUID
	for n := range 60 {
		id, _ := crew.nodes[n%2].send(t, `{"message":"it broke","level":"error"}`)
		sent = append(sent, id)
	}
	for n, w := range watchers {
		w.until(t, "the last event of one", func(h heard) bool { return h.Data.ID == sent[58] })
		if !slices.ContainsFunc(w.heard, func(h heard) bool { return h.Data.ID == sent[59] }) {
			w.event(t, sent[59])
		}
		var got []uuid.UUID
		for _, h := range w.heard {
			if h.Type == "event" {
				got = append(got, h.Data.ID)
			}
		}
		for half := range 2 { // each node's are in order
			var want, have []uuid.UUID
			for i := half; i < len(sent); i += 2 {
				want = append(want, sent[i])
			}
			for _, id := range got {
				if slices.Contains(want, id) {
					have = append(have, id)
				}
			}
			if !slices.Equal(have, want) {
				t.Errorf("watcher %d heard %d events of node %d, not %d in their order", n, len(have), half, len(want))
			}
		}
		if len(got) != len(sent) {
			t.Errorf("watcher %d heard %d events, want %d", n, len(got), len(sent))
		}
		if !slices.Equal(got, sent) {
			t.Logf("watcher %d heard some of one node before those of the other that were stored earlier", n)
		}
	}
}
