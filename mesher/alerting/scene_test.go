package alerting_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/alerting"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A scene is a database, in virtual time, on which nodes evaluate rules.
type scene struct {
	*testing.T
	database string
	store    mesher.Store // the test's own
	project  mesher.Project
	inbox    *inbox
}

// Alerting is the same on each kind of database. All tests share one server.
func TestAlerting(t *testing.T) {
	pgtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		for about, test := range map[string]func(s *scene){
			"news fires the rules that ask for it": newsFiresTheRulesThatAskForIt,
			"a spike is news":                      aSpikeIsNews,
			"a rule cools":                         aRuleCools,
			"a threshold is passed":                aThresholdIsPassed,
			"the end of a minute counts":           theEndOfAMinuteCounts,
			"two evaluators fire once":             twoEvaluatorsFireOnce,
			"another takes over":                   anotherTakesOver,

			"it ends when news was taken":       anEvaluationThatEndsInTheMiddle(breaking{after: "take"}),
			"it ends before anything was fired": anEvaluationThatEndsInTheMiddle(breaking{before: "fire"}),
			"it ends when one was fired":        anEvaluationThatEndsInTheMiddle(breaking{after: "fire"}),
			"it ends when all were fired":       anEvaluationThatEndsInTheMiddle(breaking{before: "told"}),
			"it ends when news was forgotten":   anEvaluationThatEndsInTheMiddle(breaking{after: "told"}),

			"a delivery is tried again":            aDeliveryIsTriedAgain,
			"a delivery is given up":               aDeliveryIsGivenUp,
			"deliveries outlive the program":       deliveriesOutliveTheProgram,
			"an outage":                            whatArrivedInAnOutage(time.Minute, 1),
			"an outage for longer than it is ours": whatArrivedInAnOutage(3*time.Minute, 2),
			"a rule that changes its channel":      aRuleThatChangesItsChannelDeliversNothingOld,
			"a test is delivered at once":          aTestIsDeliveredAtOnce,
		} {
			t.Run(about, func(t *testing.T) { playOn(t, fresh(t), test) })
		}
	})
}

// playOn runs a test on an empty database, in virtual time, which begins at
// midnight.
func playOn(t *testing.T, database string, test func(s *scene)) {
	synctest.Test(t, func(t *testing.T) {
		s := &scene{T: t, database: database, inbox: new(inbox)}
		s.store = s.open()
		var err error
		s.project, _, err = s.store.Bootstrap(t.Context())
		s.must(err)
		test(s)
	})
}

// open returns another connection to the database, as another program has it.
func (s *scene) open() mesher.Store {
	s.Helper()
	store, err := sqlstore.Open(s.Context(), s.database)
	s.must(err)
	s.Cleanup(func() { store.Close() })
	return store
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// A node is one program's share in alerting.
type node struct {
	sys      *actor.System
	alerting *alerting.Alerting
}

// node starts a node, which shares the leases with the others; it works on store.
func (s *scene) node(store alerting.Store, leases mesher.Leases) node {
	s.Helper()
	a, err := alerting.New(alerting.Config{Store: store, Keeper: lease.New(lease.Config{Store: leases}), Sender: s.inbox})
	s.must(err)
	n := node{actor.NewSystem(actor.Config{}), a}
	_, err = supervisor.Start(s.Context(), n.sys, a.Spec())
	s.must(err)
	s.Cleanup(func() { n.stop(s) })
	return n
}

func (n node) stop(s *scene) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.Context()), time.Minute)
	defer cancel()
	if err := n.sys.Stop(ctx); err != nil {
		s.Error(err)
	}
}

// pass lets virtual time pass, and waits for everything due in it.
func (s *scene) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s *scene) rule(c mesher.Condition, cooldown time.Duration) mesher.Rule {
	s.Helper()
	r := mesher.Rule{
		ID: uuid.Must(uuid.NewV7()), Project: s.project.ID, Name: string(c.Type), Condition: c, Cooldown: cooldown,
		Action: mesher.Action{Type: mesher.Webhook, URL: "https://example.com"}, Enabled: true, CreatedAt: time.Now(),
	}
	s.must(s.store.CreateRule(s.Context(), r))
	return r
}

// events stores n events of an issue, received now.
func (s *scene) events(issue string, n int) uuid.UUID {
	s.Helper()
	records := make([]mesher.Record, n)
	for i := range records {
		now := time.Now().UTC()
		records[i] = mesher.Record{
			Event:    &mesher.Event{ID: uuid.New(), ProjectID: s.project.ID, ReceivedAt: now, Timestamp: now, Message: issue},
			Grouping: mesher.Grouping{Hash: sha256.Sum256([]byte(issue)), Title: issue},
		}
	}
	receipts, err := s.store.WriteEvents(s.Context(), records)
	s.must(err)
	return receipts[0].IssueID
}

func (s *scene) change(issue uuid.UUID, status mesher.Status) {
	s.Helper()
	_, err := s.store.ChangeStatus(s.Context(), s.project.ID, []uuid.UUID{issue}, status, mesher.Act{At: time.Now()})
	s.must(err)
}

// wantAlerts fails unless the alerts have these messages, newest first.
func (s *scene) wantAlerts(want ...string) {
	s.Helper()
	alerts, err := s.store.Alerts(s.Context(), s.project.ID, "")
	s.must(err)
	var got []string
	for _, a := range alerts {
		got = append(got, a.Message)
	}
	if len(got) != len(want) {
		s.Fatalf("the alerts are %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			s.Fatalf("the alerts are %q, want %q", got, want)
		}
	}
}

// An inbox takes deliveries, and fails as often as it is told to.
type inbox struct {
	mu    sync.Mutex
	fails int
	got   []mesher.Notice
	tried []time.Time
}

func (i *inbox) Send(_ context.Context, _ mesher.Action, n mesher.Notice) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.tried = append(i.tried, time.Now())
	if i.fails > 0 {
		i.fails--
		return errors.New("the receiver answered 503")
	}
	i.got = append(i.got, n)
	return nil
}

func (i *inbox) notices() []mesher.Notice {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.got
}

func (i *inbox) failNext(n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fails = n
}
