package alerting

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	// newsBatch is how much news is taken at once.
	newsBatch = 100
	// newsTime is for how long it is taken: longer than announcing it takes.
	newsTime = time.Minute
)

// evaluate checks once everything that rules depend on.
func (a *Alerting) evaluate(ctx context.Context, now time.Time) error {
	rules, err := a.config.Store.EnabledRules(ctx)
	if err != nil {
		return err
	}
	return errors.Join(a.tellNews(ctx, rules, now), a.count(ctx, rules, now))
}

// tellNews takes the news there is, and fires the rules that ask for it.
func (a *Alerting) tellNews(ctx context.Context, rules []mesher.Rule, now time.Time) error {
	of := make(map[mesher.ProjectID][]*mesher.Rule)
	for i, r := range rules {
		of[r.Project] = append(of[r.Project], &rules[i])
	}
	for {
		taken := time.Now()
		news, err := a.config.Store.TakeNews(ctx, newsBatch, taken, taken.Add(newsTime))
		if err != nil || len(news) == 0 {
			return err
		}
		ids := make([]int64, len(news))
		for i, n := range news {
			for _, r := range of[n.Project] {
				judge := func(r mesher.Rule) (mesher.Alert, bool) { return r.OnNews(n, now) }
				if err := a.fire(ctx, r, now, judge); err != nil {
					return err // news that was not announced comes again
				}
			}
			a.config.News(n)
			ids[i] = n.ID
		}
		if err := a.config.Store.ToldNews(ctx, ids); err != nil {
			return err
		}
	}
}

// count fires the rules whose thresholds are passed. A rule that can't be counted
// does not keep the others from it.
func (a *Alerting) count(ctx context.Context, rules []mesher.Rule, now time.Time) error {
	var errs []error
	for i := range rules {
		r := &rules[i]
		if r.Cooling(now) {
			continue
		}
		events := make(map[mesher.Window]int64)
		for _, w := range r.Windows(now) {
			n, err := a.config.Store.CountEvents(ctx, r.Project, w)
			if err != nil {
				errs = append(errs, err)
			}
			events[w] = n
		}
		judge := func(r mesher.Rule) (mesher.Alert, bool) { return r.OnCounts(events, now) }
		if err := a.fire(ctx, r, now, judge); err != nil {
			errs = append(errs, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

// fire lets judge decide on a rule, first as it was read, which usually ends it,
// and then as it is now.
func (a *Alerting) fire(ctx context.Context, r *mesher.Rule, now time.Time, judge func(mesher.Rule) (mesher.Alert, bool)) error {
	if _, ok := judge(*r); !ok {
		return nil
	}
	fired, err := a.config.Store.Fire(ctx, r.ID, func(r mesher.Rule) (mesher.Alert, bool) {
		alert, ok := judge(r)
		alert.ID = uuid.Must(uuid.NewV7())
		return alert, ok
	})
	if fired {
		r.LastFiredAt = now
		select {
		case a.duec <- struct{}{}:
		default: // it was announced already
		}
	}
	return err
}
