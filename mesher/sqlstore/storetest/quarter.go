package storetest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Quarter lives through a hundred days: each day brings events to three projects
// with retentions of their own, and ends with a removal of old events, while more
// events come. Afterwards each project has exactly the days that it keeps; issues
// remember everything they ever saw; and the storage is smaller than without.
func Quarter(t *testing.T, store mesher.Store) {
	const days, each = 100, 20
	s := newScene(t, store)
	kept := map[mesher.ProjectID]int{}
	for name, retention := range map[string]int{"a-week": 7, "a-month": 30, "two-months": 60} {
		p := s.anotherProject(name)
		s.must(store.SaveSettings(t.Context(), p.ID, mesher.Settings{RetentionDays: retention}))
		kept[p.ID] = retention
	}
	first := noon.AddDate(0, 0, -days)
	for d := range days {
		day := first.AddDate(0, 0, d)
		s.must(store.Prepare(t.Context(), day))
		var records []mesher.Record
		for p := range kept {
			records = append(records, s.many("a", each, of(p), at(day), tag("os", "Linux"))...)
		}
		s.write(records...)
	}
	before := map[mesher.ProjectID]mesher.Storage{}
	for p := range kept {
		used, err := store.Storage(t.Context(), p)
		s.must(err)
		wantEqual(s, "events before", used.Events, days*each)
		before[p] = used
	}

	var writing sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	var written []time.Duration
	writing.Go(func() {
		for len(written) == 0 || ctx.Err() == nil {
			began := time.Now()
			s.write(s.many("b", 5, tag("os", "BSD"))...)
			written = append(written, time.Since(began))
		}
	})
	_, err := store.Expire(t.Context(), noon)
	for mesher.KindOf(err) == mesher.Unavailable && t.Context().Err() == nil { // it does not wait long for others
		_, err = store.Expire(t.Context(), noon)
	}
	stop()
	writing.Wait()
	s.must(err)
	wantEqual(s, "what came meanwhile", s.eventsIn(s.project.ID, noon.Add(-time.Hour)), int64(5*len(written)))

	var used, left mesher.Storage
	for p, retention := range kept {
		buckets, err := store.Volume(t.Context(), p, mesher.Window{Since: first.Add(-24 * time.Hour), Until: noon.Add(time.Hour)}, mesher.Daily)
		s.must(err)
		for _, b := range buckets {
			want := int64(each)
			if mesher.DayOf(b.Start) < mesher.DayOf(noon)-mesher.Day(retention) || mesher.DayOf(b.Start) >= mesher.DayOf(noon) || mesher.DayOf(b.Start) < mesher.DayOf(first) {
				want = 0
			}
			if b.Events != want {
				t.Errorf("project %d keeps %d events of %s, want %d", p, b.Events, b.Start.Format(time.DateOnly), want)
			}
		}
		issues, err := store.ListIssues(t.Context(), p, mesher.IssueQuery{PageRequest: mesher.PageRequest{Limit: 10}})
		s.must(err)
		wantEqual(s, "issues", len(issues.Items), 1)
		if i := issues.Items[0]; i.EventCount != days*each || !i.FirstSeen.Equal(first) || i.ID == uuid.Nil {
			t.Errorf("its issue is %+v", i)
		}
		after, err := store.Storage(t.Context(), p)
		s.must(err)
		wantEqual(s, "events stored", after.Events, int64(retention*each))
		used.Bytes, left.Bytes = used.Bytes+before[p].Bytes, left.Bytes+after.Bytes
		t.Logf("%d days kept: %d events and %d bytes, of %d and %d", retention, after.Events, after.Bytes, before[p].Events, before[p].Bytes)
	}
	// Checked for all together: each has a share by its events in the size of the
	// tables, which is more for an event the fewer there are.
	if left.Bytes >= used.Bytes {
		t.Errorf("of %d bytes there are %d left", used.Bytes, left.Bytes)
	}
	slices.Sort(written)
	t.Logf("%d batches were written meanwhile, in %v (half of them), %v at most", len(written), written[len(written)/2], written[len(written)-1])
}
