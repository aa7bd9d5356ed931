package alerting_test

import (
	"context"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/lease"
)

// delivery returns the delivery of the only alert.
func (s *scene) delivery() mesher.Delivery {
	s.Helper()
	alerts, err := s.store.Alerts(s.Context(), s.project.ID, "")
	s.must(err)
	if len(alerts) != 1 || len(alerts[0].Deliveries) != 1 {
		s.Fatalf("the alerts are %+v, want one with one delivery", alerts)
	}
	return alerts[0].Deliveries[0]
}

func aDeliveryIsTriedAgain(s *scene) {
	s.rule(newIssue, 0)
	s.inbox.failNext(2)
	s.node(s.store, new(lease.Alone))
	synctest.Wait()
	s.events("a", 1)
	s.pass(30 * time.Second)
	if d := s.delivery(); d.Attempts != 1 || d.Error != "the receiver answered 503" || d.NextAt.IsZero() {
		s.Errorf("after one attempt the delivery is %+v", d)
	}
	s.pass(10 * time.Minute)
	d := s.delivery()
	if d.Attempts != 3 || d.DeliveredAt.IsZero() || d.Error != "" || !d.NextAt.IsZero() {
		s.Errorf("in the end the delivery is %+v", d)
	}
	if n := s.inbox.notices(); len(n) != 1 || n[0].Delivery != d.ID {
		s.Errorf("what was delivered is %+v", n)
	}
	if tried := s.inbox.tried; tried[1].Sub(tried[0]) < 10*time.Second || tried[2].Sub(tried[1]) < time.Minute {
		s.Errorf("it was tried at %v", tried)
	}
}

func aDeliveryIsGivenUp(s *scene) {
	s.rule(newIssue, 0)
	s.inbox.failNext(100)
	s.node(s.store, new(lease.Alone))
	s.events("a", 1)
	s.pass(time.Hour) // longer than it is retried
	d := s.delivery()
	if d.Attempts != mesher.MaxAttempts || !d.NextAt.IsZero() || !d.DeliveredAt.IsZero() || d.Error == "" {
		s.Errorf("in the end the delivery is %+v", d)
	}
	if len(s.inbox.tried) != mesher.MaxAttempts {
		s.Errorf("it was tried %d times", len(s.inbox.tried))
	}
}

// Alerts fired by a program that died are delivered by the next; and so are
// deliveries taken by one, once its time is over.
func deliveriesOutliveTheProgram(s *scene) {
	r := s.rule(newIssue, 0)
	s.events("a", 1)
	news, err := s.store.TakeNews(s.Context(), 1, time.Now(), time.Now().Add(time.Minute))
	s.must(err)
	_, err = s.store.Fire(s.Context(), r.ID, func(r mesher.Rule) (mesher.Alert, bool) { return r.OnNews(news[0], time.Now()) })
	s.must(err)
	taken, err := s.store.TakeDeliveries(s.Context(), 1, time.Now(), time.Now().Add(time.Minute))
	s.must(err)
	if len(taken) != 1 {
		s.Fatalf("%d deliveries are due, want 1", len(taken))
	}
	s.node(s.store, new(lease.Alone))
	s.pass(30 * time.Second)
	if len(s.inbox.notices()) != 0 {
		s.Error("it was delivered while another had it")
	}
	s.pass(time.Minute)
	if d := s.delivery(); len(s.inbox.notices()) != 1 || d.Attempts != 2 || d.DeliveredAt.IsZero() {
		s.Errorf("in the end the delivery is %+v", d)
	}
}

// An outage is a database that can't be told the outcome of attempts.
type outage struct {
	mesher.Store
	over time.Time
}

func (o outage) SaveDelivery(ctx context.Context, d mesher.Delivery) error {
	if time.Now().Before(o.over) {
		return mesher.Errorf(mesher.Unavailable, "the database is away")
	}
	return o.Store.SaveDelivery(ctx, d)
}

// A delivery that arrived while the database went away does not arrive again when
// that is back, unless it stays away for longer than the delivery is ours.
func whatArrivedInAnOutage(lasts time.Duration, times int) func(s *scene) {
	return func(s *scene) {
		s.rule(newIssue, 0)
		s.node(outage{s.store, time.Now().Add(30*time.Second + lasts)}, new(lease.Alone))
		synctest.Wait()
		s.events("a", 1)
		s.pass(10 * time.Minute)
		if d := s.delivery(); d.Attempts != times || d.DeliveredAt.IsZero() || !d.NextAt.IsZero() {
			s.Errorf("in the end the delivery is %+v, want %d attempts", d, times)
		}
		if n := len(s.inbox.notices()); n != times {
			s.Errorf("it was delivered %d times, want %d", n, times)
		}
	}
}

func aRuleThatChangesItsChannelDeliversNothingOld(s *scene) {
	r := s.rule(newIssue, 0)
	s.inbox.failNext(1)
	s.node(s.store, new(lease.Alone))
	synctest.Wait()
	s.events("a", 1)
	s.pass(31 * time.Second)
	r.Action = mesher.Action{Type: mesher.Websocket}
	s.must(s.store.SaveRule(s.Context(), r))
	s.pass(time.Minute)
	if d := s.delivery(); !d.NextAt.IsZero() || !d.DeliveredAt.IsZero() || len(s.inbox.notices()) != 0 {
		s.Errorf("in the end the delivery is %+v", d)
	}
}

func aTestIsDeliveredAtOnce(s *scene) {
	r := s.rule(newIssue, time.Hour)
	n := s.node(s.store, new(lease.Alone))
	s.must(n.alerting.Test(s.Context(), r))
	got := s.inbox.notices()
	if len(got) != 1 || !got[0].Test || got[0].Alert.RuleID != r.ID {
		s.Errorf("what was delivered is %+v", got)
	}
	s.inbox.failNext(1)
	if err := n.alerting.Test(s.Context(), r); err == nil {
		s.Error("a failure is not told")
	}
	s.wantAlerts()
}
