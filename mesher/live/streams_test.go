package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/live"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// alone are the rooms of one node.
type alone struct{ *group.Scope }

func (a alone) Join(room string, pid actor.PID) error {
	a.Scope.Join(room, pid)
	return nil
}

// A station is the streams of one node, under a supervisor.
type station struct {
	*live.Streams
	sys    *actor.System
	counts atomic.Int64 // how often issues were counted
}

func begin(t testing.TB, sys *actor.System, rooms live.Rooms, change ...func(*live.Config)) *station {
	t.Helper()
	s := &station{sys: sys}
	c := live.Config{Rooms: func() live.Rooms { return rooms }, Unresolved: func(context.Context, mesher.ProjectID) (int64, error) {
		return s.counts.Add(1), nil
	}}
	for _, change := range change {
		change(&c)
	}
	s.Streams = live.New(sys, c)
	_, err := supervisor.Start(t.Context(), sys, supervisor.Spec{Children: []supervisor.Child{{ID: live.Manager, Start: s.Run()}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// play runs a test with one node in virtual time.
func play(t *testing.T, test func(t *testing.T, s *station)) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(context.Background())
		scope, err := group.Start(t.Context(), sys)
		if err != nil {
			t.Fatal(err)
		}
		test(t, begin(t, sys, alone{scope}))
	})
}

func (s *station) listen(t testing.TB, project mesher.ProjectID) *live.Feed {
	t.Helper()
	return s.listenAs(t, project, ann)
}

func (s *station) listenAs(t testing.TB, project mesher.ProjectID, account uuid.UUID) *live.Feed {
	t.Helper()
	f, err := s.Listen(project, account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// ann listens, unless a test says otherwise.
var ann = uuid.UUID{0xa}

// hear takes the messages that have come so far.
func hear(t testing.TB, f *live.Feed) (messages []string) {
	t.Helper()
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		m, err := f.Next(ctx)
		cancel()
		if err != nil {
			return messages
		}
		messages = append(messages, string(m))
	}
}

// events returns stored events of a project, with these messages, by their
// receipts.
func events(project mesher.ProjectID, receipts map[string]mesher.Receipt, messages ...string) iter.Seq2[mesher.Record, mesher.Receipt] {
	return func(yield func(mesher.Record, mesher.Receipt) bool) {
		for _, m := range messages {
			e := &mesher.Event{
				ID: uuid.NewSHA1(uuid.Nil, []byte(m)), ProjectID: project, Message: m, Level: mesher.LevelWarning,
				Environment: "production", ReceivedAt: time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC),
			}
			receipt := receipts[m]
			receipt.EventID, receipt.Outcome = e.ID, mesher.Stored
			if !yield(mesher.Record{Event: e, Grouping: mesher.GroupingOf(e)}, receipt) {
				return
			}
		}
	}
}

// brief returns what messages are about: of an event its message.
func brief(t testing.TB, messages []string) (briefly []string) {
	t.Helper()
	for _, m := range messages {
		var v struct {
			Type, Action string
			Count        int
			Data         struct{ Message string }
		}
		if err := json.Unmarshal([]byte(m), &v); err != nil {
			t.Fatal(err)
		}
		switch v.Type {
		case "event":
			briefly = append(briefly, v.Data.Message)
		case "issue":
			briefly = append(briefly, v.Action)
		default:
			briefly = append(briefly, fmt.Sprint(v.Type, " ", v.Count))
		}
	}
	return briefly
}

func wantHeard(t testing.TB, f *live.Feed, want ...string) {
	t.Helper()
	if got := brief(t, hear(t, f)); !slices.Equal(got, want) {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// LIVE-01: the messages to connections, word for word.
func TestWhatIsTold(t *testing.T) {
	issue, alert := uuid.UUID{1}, uuid.UUID{2}
	play(t, func(t *testing.T, s *station) {
		f := s.listen(t, 7)
		s.Stored(events(7, map[string]mesher.Receipt{
			"first": {IssueID: issue, NewIssue: true, Place: 1}, "later": {IssueID: issue, Regressed: true},
		}, "first", "later"))
		s.Changed(7, mesher.IssueChange(mesher.Resolved), issue)
		s.News(mesher.News{Kind: mesher.NewsEscalated, Project: 7, Issue: issue})
		for _, kind := range []mesher.NewsKind{mesher.NewsNew, mesher.NewsRegressed} { // events told
			s.News(mesher.News{Kind: kind, Project: 7, Issue: issue})
		}
		err := s.ShowAlert(t.Context(), mesher.Notice{Alert: mesher.Alert{
			ID: alert, RuleName: "Many", Project: 7, Message: "11 events in 1 minute, more than 10",
			Condition: mesher.Condition{Type: mesher.OnThreshold, Threshold: 10, WindowMinutes: 1},
		}})
		if err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second) // virtual: then issues are counted
		const data = `"project_id":7,"issue_id":"01000000-0000-0000-0000-000000000000","level":"warning",` +
			`"message":%[3]q,"title":%[3]q,"culprit":"","environment":"production","release":"","platform":"","received_at":"2026-03-14T12:00:00.000000Z"`
		event := `{"type":"event","issue_id":"01000000-0000-0000-0000-000000000000",%s"data":{"id":%q,` + data + `}}`
		of := func(action string) string {
			return fmt.Sprintf(`{"type":"issue","action":%q,"issue_id":"01000000-0000-0000-0000-000000000000"}`, action)
		}
		want := []string{
			of("new"), fmt.Sprintf(event, `"event_count":1,`, uuid.NewSHA1(uuid.Nil, []byte("first")), "first"),
			of("regressed"), fmt.Sprintf(event, "", uuid.NewSHA1(uuid.Nil, []byte("later")), "later"),
			of("resolved"), of("escalated"),
			`{"type":"alert","alert_id":"02000000-0000-0000-0000-000000000000","rule_name":"Many",` +
				`"condition":{"condition_type":"threshold","threshold":10,"window_minutes":1},` +
				`"message":"11 events in 1 minute, more than 10","issue_id":null,"test":false}`,
			`{"type":"issue_count","project_id":7,"count":1}`,
		}
		got := hear(t, f)
		for i, m := range got {
			if i >= len(want) || m != want[i] {
				t.Errorf("message %d is %s", i, m)
			}
		}
		if len(got) < len(want) {
			t.Errorf("%d messages, want %d", len(got), len(want))
		}
	})
}

// Only watchers of a project hear of it; one that has left hears nothing.
func TestWhoHears(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		one, same, other := s.listen(t, 1), s.listen(t, 1), s.listen(t, 2)
		s.Stored(events(1, nil, "a"))
		s.Stored(events(2, nil, "b"))
		s.Stored(events(3, nil, "c"))
		wantHeard(t, one, "a")
		wantHeard(t, same, "a")
		wantHeard(t, other, "b")
		one.Close()
		other.Close()
		other.Close()
		s.Stored(events(1, nil, "d"))
		s.Stored(events(2, nil, "e"))
		wantHeard(t, one)
		wantHeard(t, same, "d")
		wantHeard(t, other)
	})
}

// tellPlace announces an event of an issue, with its place as message: "3".
func (s *station) tellPlace(project mesher.ProjectID, issue uuid.UUID, place int64) {
	m := fmt.Sprint(place)
	s.Stored(events(project, map[string]mesher.Receipt{m: {IssueID: issue, Place: place, Since: time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)}}, m))
}

// An event that comes early waits for those before it, for a quarter of a second;
// one that comes in its turn does not wait.
func TestEventsThatComeEarly(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		f, issue := s.listen(t, 1), uuid.UUID{1}
		after := func(wait time.Duration, want ...string) {
			t.Helper()
			began := time.Now()
			for _, w := range want {
				m, err := f.Next(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if got := brief(t, []string{string(m)}); got[0] != w {
					t.Errorf("heard %s, want %s", got[0], w)
				}
			}
			if waited := time.Since(began); waited != wait {
				t.Errorf("heard %q after %v, want %v", want, waited, wait)
			}
		}
		tell := func(places ...int64) {
			for _, p := range places {
				s.tellPlace(1, issue, p)
			}
		}
		tell(1, 2, 3)
		after(0, "1", "2", "3")
		tell(5, 6)
		s.tellPlace(1, uuid.UUID{2}, 1)
		after(0, "1")
		time.Sleep(200 * time.Millisecond) // virtual
		tell(4)
		after(0, "4", "5", "6")
		tell(8)
		time.Sleep(100 * time.Millisecond)
		tell(10)
		after(150*time.Millisecond, "8")
		tell(7) // too late
		after(0, "7")
		after(100*time.Millisecond, "10")
		tell(11)
		after(0, "11")
	})
}

// Events wait only if there are listeners; without any nothing waits, and the
// order is forgotten.
func TestNothingWaitsForNobody(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		f, issue := s.listen(t, 1), uuid.UUID{1}
		s.tellPlace(1, issue, 1)
		s.tellPlace(1, issue, 3)
		first, err := f.Next(t.Context())
		if err != nil || brief(t, []string{string(first)})[0] != "1" {
			t.Fatalf("heard %s, %v", first, err)
		}
		f.Close()
		synctest.Wait()
		f = s.listen(t, 1)
		synctest.Wait()
		wantHeard(t, f)
	})
}

// Without patience, everything is heard as it comes.
func TestNoPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(context.Background())
		scope, err := group.Start(t.Context(), sys)
		if err != nil {
			t.Fatal(err)
		}
		s := begin(t, sys, alone{scope}, func(c *live.Config) { c.Patience = -1 })
		f := s.listen(t, 1)
		for _, place := range []int64{1, 3, 2, 9, 5} {
			s.tellPlace(1, uuid.UUID{1}, place)
		}
		wantHeard(t, f, "1", "3", "2", "9", "5")
	})
}

// A batch of many events of several projects arrives whole and in order, though
// it takes several messages.
func TestALargeBatch(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		one, two := s.listen(t, 1), s.listen(t, 2)
		both := func(yield func(mesher.Record, mesher.Receipt) bool) {
			for n := range 80 {
				for _, project := range []mesher.ProjectID{1, 2, 3} {
					for r, receipt := range events(project, nil, fmt.Sprint(n)) {
						r.Event.Release = string(make([]byte, 200)) // each byte is six as JSON
						if !yield(r, receipt) {
							return
						}
					}
				}
			}
		}
		s.Stored(both)
		for _, f := range []*live.Feed{one, two} {
			got := brief(t, hear(t, f))
			if len(got) != 80 {
				t.Errorf("heard %d", len(got))
			}
			for n, m := range got {
				if m != fmt.Sprint(n) {
					t.Fatalf("heard %q", got)
				}
			}
		}
	})
}

// LIVE-01: a listener that reads nothing misses the oldest, and keeps nothing
// from the others.
func TestWhoTakesNothingHarmsNobody(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		stalled, other := s.listen(t, 1), s.listen(t, 1)
		for n := range 1000 {
			s.Stored(events(1, nil, fmt.Sprint(n)))
			m, err := other.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := brief(t, []string{string(m)}); got[0] != fmt.Sprint(n) {
				t.Fatalf("heard %s, want %d", got[0], n)
			}
		}
		if got := brief(t, hear(t, stalled)); len(got) != 101 || got[0] != "dropped 900" || got[1] != "900" || got[100] != "999" {
			t.Errorf("who took nothing hears %q at last", got)
		}
	})
}

// Changes that come together are counted together, and the last is counted.
func TestCountsAreGathered(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		f := s.listen(t, 1)
		for range 50 {
			s.Changed(1, mesher.IssueChange(mesher.Resolved), uuid.New())
			time.Sleep(100 * time.Millisecond) // virtual
		}
		time.Sleep(10 * time.Second)
		s.Changed(1, mesher.IssueAssigned, uuid.New()) // changes no count
		time.Sleep(10 * time.Second)
		counted := s.counts.Load()
		if counted < 5 || counted > 6 {
			t.Errorf("issues were counted %d times in five seconds", counted)
		}
		got := brief(t, hear(t, f))
		if last := got[len(got)-2:]; last[0] != fmt.Sprint("issue_count ", counted) || last[1] != "assigned" {
			t.Errorf("the last messages are %q", last)
		}
		s.Changed(1, mesher.IssueDeleted, uuid.New())
		f.Close()
		time.Sleep(10 * time.Second)
		if s.counts.Load() != counted {
			t.Error("issues are counted for nobody")
		}
	})
}

// RES-01: a manager that is killed is back, and listeners are told that something
// may be missing and go on.
func TestTheManagerIsKilled(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		f := s.listen(t, 1)
		s.Stored(events(1, nil, "before"))
		synctest.Wait()
		pid, _ := s.sys.Whereis(live.Manager)
		s.sys.Exit(pid, actor.Kill)
		meanwhile := s.listen(t, 2)
		synctest.Wait()
		s.Stored(events(1, nil, "after"))
		s.Stored(events(2, nil, "of another"))
		wantHeard(t, f, "before", "dropped 0", "after")
		got := brief(t, hear(t, meanwhile))
		if got[len(got)-1] != "of another" {
			t.Errorf("who came meanwhile heard %q", got)
		}
	})
}

// The manager knows who listens, and to what.
func TestListeners(t *testing.T) {
	play(t, func(t *testing.T, s *station) {
		s.listen(t, 1)
		f := s.listen(t, 1)
		f.Subscribe(mesher.LiveFilter{Level: "error"}, []byte("{}"))
		got, err := service.Call[[]live.Listener](t.Context(), s.sys, live.Manager, live.GetListeners{})
		if err != nil {
			t.Fatal(err)
		}
		want := live.Listener{Project: 1, Filter: mesher.LiveFilter{Level: "error"}, Waiting: 1}
		if len(got) != 2 || !slices.Contains(got, want) {
			t.Errorf("got %+v", got)
		}
	})
}
