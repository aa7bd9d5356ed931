package storetest

import (
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// judging makes an alert of news if the rule does.
func judging(n mesher.News, now time.Time) func(mesher.Rule) (mesher.Alert, bool) {
	return func(r mesher.Rule) (mesher.Alert, bool) {
		a, ok := r.OnNews(n, now)
		a.ID = uuid.Must(uuid.NewV7())
		return a, ok
	}
}

func (s *scene) newsOf(id int64) mesher.News {
	return mesher.News{ID: id, Kind: mesher.NewsNew, Project: s.project.ID, Issue: uuid.New(), Title: "it broke", SeenAt: noon}
}

// fire lets a rule judge a piece of news.
func (s *scene) fire(r mesher.Rule, news int64, now time.Time) bool {
	s.Helper()
	fired, err := s.store.Fire(s.Context(), r.ID, judging(s.newsOf(news), now))
	s.must(err)
	return fired
}

func (s *scene) alerts(status mesher.AlertStatus) []mesher.Alert {
	s.Helper()
	alerts, err := s.store.Alerts(s.Context(), s.project.ID, status)
	s.must(err)
	return alerts
}

var alertTests = map[string]func(*scene){
	"a rule that fires leaves an alert and a delivery": func(s *scene) {
		r := s.aRule()
		news := s.newsOf(7)
		fired, err := s.store.Fire(s.Context(), r.ID, judging(news, noon))
		s.must(err)
		wantEqual(s, "fired", fired, true)
		wantEqual(s, "when it fired", s.rule(r.ID).LastFiredAt, noon)
		alerts := s.alerts("")
		wantEqual(s, "the number of alerts", len(alerts), 1)
		got, err := s.store.Alert(s.Context(), alerts[0].ID)
		s.must(err)
		if !reflect.DeepEqual(got, alerts[0]) {
			s.Errorf("the alert is %+v, and listed %+v", got, alerts[0])
		}
		wantEqual(s, "the number of deliveries", len(got.Deliveries), 1)
		d := got.Deliveries[0]
		wantEqual(s, "the delivery", d, mesher.Delivery{ID: d.ID, Channel: mesher.Webhook, NextAt: noon})
		want, _ := r.OnNews(news, noon)
		want.ID, want.Deliveries = got.ID, got.Deliveries
		if !reflect.DeepEqual(got, want) {
			s.Errorf("the alert is %+v, want %+v", got, want)
		}
	},
	"a cause makes one alert, and a cooldown is kept": func(s *scene) {
		r := s.aRule()
		wantEqual(s, "the first", s.fire(r, 1, noon), true)
		wantEqual(s, "another within the hour", s.fire(r, 2, noon.Add(time.Hour-time.Second)), false)
		wantEqual(s, "the first again", s.fire(r, 1, noon.Add(time.Hour)), false)
		wantEqual(s, "when it fired", s.rule(r.ID).LastFiredAt, noon)
		wantEqual(s, "another after the hour", s.fire(r, 2, noon.Add(time.Hour)), true)
		wantEqual(s, "the number of alerts", len(s.alerts("")), 2)
		s.must(s.store.DeleteRule(s.Context(), r.ID))
		wantEqual(s, "a rule that is gone", s.fire(r, 3, noon.Add(3*time.Hour)), false)
		wantEqual(s, "the number of alerts", len(s.alerts("")), 2)
	},
	"of many who fire at once one does": func(s *scene) {
		cooling, always := s.aRule(), s.aRule(func(r *mesher.Rule) { r.Cooldown = 0 })
		var all sync.WaitGroup
		var coolingFired, alwaysFired atomic.Int64
		for n := range 12 {
			all.Go(func() { // different news, and each rule within its cooldown
				if fired, err := s.store.Fire(s.Context(), cooling.ID, judging(s.newsOf(int64(n)), noon)); err != nil {
					s.Error(err)
				} else if fired {
					coolingFired.Add(1)
				}
			})
			all.Go(func() { // three pieces of news, without a cooldown
				if fired, err := s.store.Fire(s.Context(), always.ID, judging(s.newsOf(int64(n%3)), noon)); err != nil {
					s.Error(err)
				} else if fired {
					alwaysFired.Add(1)
				}
			})
		}
		all.Wait()
		wantEqual(s, "how often it fired with a cooldown", coolingFired.Load(), 1)
		wantEqual(s, "how often it fired without", alwaysFired.Load(), 3)
		wantEqual(s, "the number of alerts", len(s.alerts("")), 4)
	},
	"people acknowledge and resolve alerts": func(s *scene) {
		r := s.aRule(func(r *mesher.Rule) { r.Cooldown = 0 })
		for n := range int64(3) {
			s.fire(r, n, noon)
		}
		alerts := s.alerts(mesher.AlertActive)
		wantEqual(s, "how many are active", len(alerts), 3)
		s.must(s.store.MoveAlert(s.Context(), alerts[0].ID, mesher.AlertAcknowledged, noon.Add(time.Minute)))
		s.must(s.store.MoveAlert(s.Context(), alerts[1].ID, mesher.AlertResolved, noon.Add(time.Minute)))
		s.must(s.store.MoveAlert(s.Context(), alerts[1].ID, mesher.AlertResolved, noon.Add(time.Hour)))
		s.wantKind(s.store.MoveAlert(s.Context(), alerts[1].ID, mesher.AlertAcknowledged, noon), mesher.Conflict)
		s.wantKind(s.store.MoveAlert(s.Context(), uuid.New(), mesher.AlertResolved, noon), mesher.NotFound)
		active, acknowledged, resolved := s.alerts(mesher.AlertActive), s.alerts(mesher.AlertAcknowledged), s.alerts(mesher.AlertResolved)
		if len(active) != 1 || active[0].ID != alerts[2].ID || len(acknowledged) != 1 || acknowledged[0].ID != alerts[0].ID || len(resolved) != 1 {
			s.Fatalf("%d are active, %d acknowledged, %d resolved", len(active), len(acknowledged), len(resolved))
		}
		wantEqual(s, "when it was acknowledged", acknowledged[0].AcknowledgedAt, noon.Add(time.Minute))
		wantEqual(s, "when it was resolved", resolved[0].ResolvedAt, noon.Add(time.Minute))
		_, err := s.store.Alert(s.Context(), uuid.New())
		s.wantKind(err, mesher.NotFound)
	},
	"alerts are another project's, and are forgotten": func(s *scene) {
		other := s.anotherProject("other")
		r := s.aRule(func(r *mesher.Rule) { r.Cooldown = 0 })
		s.fire(r, 1, noon)
		s.fire(r, 2, noon.Add(time.Hour))
		theirs, err := s.store.Alerts(s.Context(), other.ID, "")
		s.must(err)
		wantEqual(s, "how many the other project has", len(theirs), 0)
		s.must(s.store.ForgetAlerts(s.Context(), noon.Add(time.Hour)))
		left := s.alerts("")
		if len(left) != 1 || !left[0].TriggeredAt.Equal(noon.Add(time.Hour)) || len(left[0].Deliveries) != 1 {
			s.Errorf("what is left is %+v", left)
		}
	},
	"events are counted by whole minutes": func(s *scene) {
		other := s.anotherProject("other")
		s.write(s.record("a", at(noon.Add(-time.Second))), s.record("a", at(noon)), s.record("b", at(noon.Add(59*time.Second))),
			s.record("a", at(noon.Add(time.Minute))), s.record("a", at(noon), of(other.ID)))
		for _, c := range []struct {
			from, to time.Duration
			want     int64
		}{{0, time.Minute, 2}, {-time.Minute, time.Minute, 3}, {0, 2 * time.Minute, 3}, {time.Hour, 2 * time.Hour, 0}} {
			n, err := s.store.CountEvents(s.Context(), s.project.ID, mesher.Window{Since: noon.Add(c.from), Until: noon.Add(c.to)})
			s.must(err)
			wantEqual(s, "the count", n, c.want)
		}
	},
}
