package alerting_test

import (
	"context"
	"errors"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/lease"
)

var (
	newIssue   = mesher.Condition{Type: mesher.OnNewIssue}
	regression = mesher.Condition{Type: mesher.OnRegression}
)

func threshold(events int64, minutes int) mesher.Condition {
	return mesher.Condition{Type: mesher.OnThreshold, Threshold: events, WindowMinutes: minutes}
}

func newsFiresTheRulesThatAskForIt(s *scene) {
	s.rule(newIssue, 0)
	s.rule(regression, 0)
	s.node(s.store, new(lease.Alone))
	synctest.Wait()

	a := s.events("a", 1)
	s.events("a", 1)
	s.pass(30 * time.Second)
	s.wantAlerts("New issue: a")
	s.change(a, mesher.Resolved)
	s.pass(time.Second)
	s.events("a", 1)
	s.pass(30 * time.Second)
	s.wantAlerts("Back after it was resolved: a", "New issue: a")
	if n := s.inbox.notices(); len(n) != 2 || n[0].Alert.Message != "New issue: a" || n[0].Alert.Issue != a || n[0].Test {
		s.Errorf("what was delivered is %+v", n)
	}
}

// An archived issue that comes in a flood is news, found by the spike checker.
func aSpikeIsNews(s *scene) {
	s.rule(regression, 0)
	s.node(s.store, new(lease.Alone))
	a := s.events("a", 1)
	s.change(a, mesher.Archived)
	s.pass(20 * time.Minute)
	s.wantAlerts()
	s.events("a", 200)
	s.pass(6 * time.Minute)
	s.wantAlerts("Far more often than usual: a")
}

func aRuleCools(s *scene) {
	s.rule(newIssue, time.Hour)
	s.node(s.store, new(lease.Alone))
	synctest.Wait()
	s.events("a", 1)
	s.events("b", 1)
	s.pass(30 * time.Second)
	s.wantAlerts("New issue: a")
	s.pass(59 * time.Minute)
	s.events("c", 1)
	s.pass(30 * time.Second)
	s.wantAlerts("New issue: a")
	s.pass(time.Minute)
	s.events("d", 1)
	s.pass(30 * time.Second)
	s.wantAlerts("New issue: d", "New issue: a")
}

// A threshold is passed by more than so many events; it fires again when the
// cooldown is over and the events still come.
func aThresholdIsPassed(s *scene) {
	s.rule(threshold(10, 5), 10*time.Minute)
	s.node(s.store, new(lease.Alone))
	s.pass(10 * time.Second)
	s.events("a", 10)
	s.pass(time.Minute)
	s.wantAlerts()
	s.events("b", 1)
	s.pass(time.Minute)
	s.wantAlerts("11 events in 5 minutes, more than 10")
	s.pass(8 * time.Minute)
	s.events("a", 12)
	s.pass(time.Minute)
	s.wantAlerts("11 events in 5 minutes, more than 10")
	s.pass(time.Minute)
	s.wantAlerts("12 events in 5 minutes, more than 10", "11 events in 5 minutes, more than 10")
	s.pass(time.Hour)
	s.wantAlerts("12 events in 5 minutes, more than 10", "11 events in 5 minutes, more than 10")
}

// Events at the end of a minute are seen in the next.
func theEndOfAMinuteCounts(s *scene) {
	s.rule(threshold(10, 1), 0)
	s.node(s.store, new(lease.Alone))
	s.pass(59 * time.Second)
	s.events("a", 11)
	s.pass(10 * time.Minute)
	s.wantAlerts("11 events in 1 minute, more than 10")
}

// Two nodes evaluate at once, each with its own connection to the database and
// believing that it is the only one: each piece of news, and each minute, fires
// once, and within a cooldown only one of them.
func twoEvaluatorsFireOnce(s *scene) {
	s.rule(newIssue, 0)
	s.rule(threshold(3, 5), time.Hour)
	s.node(s.open(), new(lease.Alone))
	s.node(s.open(), new(lease.Alone))
	synctest.Wait()
	for _, issue := range []string{"a", "b", "c", "d"} {
		s.events(issue, 1)
	}
	s.pass(5 * time.Minute)
	alerts, err := s.store.Alerts(s.Context(), s.project.ID, "")
	s.must(err)
	if len(alerts) != 5 || len(s.inbox.notices()) != 5 {
		s.Errorf("%d alerts, %d deliveries; want 5 of each", len(alerts), len(s.inbox.notices()))
	}
}

// One of two nodes that share leases evaluates, and the other takes over when
// that is gone.
func anotherTakesOver(s *scene) {
	s.rule(newIssue, 0)
	here, there := s.open(), s.open()
	a := s.node(here, here)
	synctest.Wait()
	b := s.node(there, there)
	s.pass(time.Minute)
	if here, there := a.alerting.Status()["alert_evaluator"], b.alerting.Status()["alert_evaluator"]; !here.Here || there.Here || here.Done.IsZero() {
		s.Errorf("the first node says %+v, the second %+v", here, there)
	}
	a.stop(s)
	s.events("a", 1)
	s.pass(35 * time.Second)
	s.wantAlerts("New issue: a")
	if there := b.alerting.Status()["alert_evaluator"]; !there.Here {
		s.Errorf("the second node says %+v", there)
	}
}

// A breaking is a store that fails at a step, as if the program had died there,
// whenever its step is reached and it is told to.
type breaking struct {
	mesher.Store
	before, after string // the step before or after which it breaks, once
}

var errBroken = errors.New("the program died")

func (b *breaking) at(where *string, step string) error {
	if *where != step {
		return nil
	}
	*where = ""
	return errBroken
}

func (b *breaking) Fire(ctx context.Context, rule uuid.UUID, judge func(mesher.Rule) (mesher.Alert, bool)) (bool, error) {
	if err := b.at(&b.before, "fire"); err != nil {
		return false, err
	}
	fired, err := b.Store.Fire(ctx, rule, judge)
	return fired, errors.Join(err, b.at(&b.after, "fire"))
}

func (b *breaking) TakeNews(ctx context.Context, limit int, now, until time.Time) ([]mesher.News, error) {
	news, err := b.Store.TakeNews(ctx, limit, now, until)
	if len(news) > 0 {
		err = errors.Join(err, b.at(&b.after, "take"))
	}
	return news, err
}

func (b *breaking) ToldNews(ctx context.Context, ids []int64) error {
	if err := b.at(&b.before, "told"); err != nil {
		return err
	}
	return errors.Join(b.Store.ToldNews(ctx, ids), b.at(&b.after, "told"))
}

// Wherever an evaluation breaks off, each piece of news is announced in the end,
// and fires once.
func anEvaluationThatEndsInTheMiddle(where breaking) func(s *scene) {
	return func(s *scene) {
		b := where
		b.Store = s.store
		s.rule(newIssue, 0)
		s.node(&b, new(lease.Alone))
		synctest.Wait()
		s.events("a", 1)
		s.pass(time.Second)
		s.events("b", 1)
		s.pass(5 * time.Minute)
		if b.before != "" || b.after != "" {
			s.Fatal("it did not end in the middle")
		}
		s.wantAlerts("New issue: b", "New issue: a")
		if n := len(s.inbox.notices()); n != 2 {
			s.Errorf("%d deliveries, want 2", n)
		}
	}
}
