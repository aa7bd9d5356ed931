package storetest

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var dashboardTests = map[string]func(*scene){
	"counts equal those over the events": func(s *scene) {
		random := rand.New(rand.NewPCG(1, 2))
		var records []mesher.Record
		for range 300 {
			records = append(records, s.record(fmt.Sprint(random.IntN(6)), level(mesher.Level(random.IntN(5))),
				at(noon.Add(-time.Duration(random.IntN(72*60))*time.Minute)), tag("mine", fmt.Sprint(random.IntN(25)))))
		}
		s.write(records...)
		s.write(records[:50]...) // again
		s.write(s.record("theirs", of(s.anotherProject("other").ID)))
		for _, w := range []mesher.Window{
			{Since: noon.Add(-72 * time.Hour), Until: noon.Add(time.Hour)},
			{Since: noon.Add(-24*time.Hour + time.Minute), Until: noon.Add(-30 * time.Minute)},
			{Since: noon, Until: noon.Add(time.Microsecond)},
		} {
			s.compareCounts(records, w)
		}
	},
	"buckets that cannot be": func(s *scene) {
		_, err := s.store.Volume(s.Context(), s.project.ID, mesher.Window{Since: noon, Until: noon}, mesher.Hourly)
		s.wantKind(err, mesher.Invalid)
	},
	"the top of a long window is exact": func(s *scene) {
		var records []mesher.Record
		old := at(noon.AddDate(0, 0, -200))
		for i := range 60 { // that came often, but long ago
			name := fmt.Sprintf("old %d", i)
			records = append(records, s.record(name, old), s.record(name, old), s.record(name, old), s.record(name))
		}
		s.write(append(records, s.record("a"), s.record("a"), s.record("a"), s.record("b"), s.record("b"))...)
		top, err := s.store.TopIssues(s.Context(), s.project.ID, mesher.Window{Since: noon.AddDate(0, 0, -90), Until: noon.Add(time.Hour)}, 2)
		s.must(err)
		wantEqual(s, "the top", fmt.Sprint(top[0].Title, top[0].Events, " ", top[1].Title, top[1].Events), "a3 b2")
	},
	"the top leaves out what is settled": func(s *scene) {
		s.write(s.record("a"), s.record("a"), s.record("b"))
		s.setStatus(s.record("a").Grouping.IssueID(s.project.ID), mesher.Archived, noon)
		top, err := s.store.TopIssues(s.Context(), s.project.ID, mesher.Window{}, 0)
		s.must(err)
		wantEqual(s, "the number of issues", len(top), 1)
		wantEqual(s, "the issue", top[0].Title, "b")
		wantEqual(s, "its first event", top[0].FirstSeen, noon)
	},
	"another project's issue has no volume": func(s *scene) {
		issue := s.writeOne("a").IssueID
		w := mesher.Window{Since: noon, Until: noon.Add(time.Hour)}
		got, err := s.store.IssueVolumes(s.Context(), s.anotherProject("other").ID, []uuid.UUID{issue}, w, mesher.Hourly)
		s.must(err)
		wantEqual(s, "the volume", got[0][0].Events, 0)
	},
	"volumes of no issue and of too many": func(s *scene) {
		w := mesher.Window{Since: noon, Until: noon.Add(time.Hour)}
		got, err := s.store.IssueVolumes(s.Context(), s.project.ID, nil, w, mesher.Hourly)
		s.must(err)
		wantEqual(s, "the volumes of no issue", len(got), 0)
		_, err = s.store.IssueVolumes(s.Context(), s.project.ID, make([]uuid.UUID, mesher.MaxPage+1), w, mesher.Hourly)
		s.wantKind(err, mesher.Invalid)
	},
	"values of tags with and without counts": func(s *scene) {
		s.write(
			s.record("a", environment("prod"), tag("browser", "Firefox"), tag("mine", "1")),
			s.record("a", environment("prod"), tag("browser", "Chrome"), tag("mine", "2"), minutes(-200)),
			s.record("b", environment("test"), tag("browser", "Chrome"), tag("mine", "1")),
		)
		for key, want := range map[string]string{
			"environment": "[{prod 2} {test 1}]", "browser": "[{Chrome 2} {Firefox 1}]", "mine": "[{1 2} {2 1}]", "none": "[]",
		} {
			got, err := s.store.TopValues(s.Context(), s.project.ID, key, mesher.Window{})
			s.must(err)
			wantEqual(s, "the values of "+key, fmt.Sprint(got.Values), want)
		}
		got, err := s.store.TopValues(s.Context(), s.project.ID, "mine", mesher.Window{Since: noon})
		s.must(err)
		wantEqual(s, "the values of a window", fmt.Sprint(got), "{[{1 2}] 2}")
	},
	"health": func(s *scene) {
		s.write(
			s.record("old", at(noon.Add(-24*time.Hour))), s.record("old"),
			s.record("new"), s.record("resolved", at(noon.Add(-23*time.Hour))),
			s.record("morning", at(noon.Add(-12*time.Hour))),
		)
		s.setStatus(s.record("resolved").Grouping.IssueID(s.project.ID), mesher.Resolved, noon)
		got, err := s.store.Health(s.Context(), s.project.ID, noon.Add(59*time.Minute))
		s.must(err)
		wantEqual(s, "the health", got, mesher.Health{Unresolved: 3, Events24h: 4, NewToday: 2})
	},
	"storage is shared by the events": func(s *scene) {
		other := s.anotherProject("other").ID
		for range 30 {
			s.write(s.record("a"), s.record("b"), s.record("c"), s.record("theirs", of(other)))
		}
		ours, err := s.store.Storage(s.Context(), s.project.ID)
		s.must(err)
		theirs, err := s.store.Storage(s.Context(), other)
		s.must(err)
		wantEqual(s, "our events", ours.Events, 90)
		wantEqual(s, "their events", theirs.Events, 30)
		if off := ours.Bytes - 3*theirs.Bytes; ours.Bytes < 90*100 || off < -3 || off > 3 {
			s.Errorf("we take %d bytes and they %d", ours.Bytes, theirs.Bytes)
		}
		none, err := s.store.Storage(s.Context(), 12345)
		s.must(err)
		wantEqual(s, "what nobody stores", none, mesher.Storage{})
	},
}

// compareCounts counts events by hand.
func (s *scene) compareCounts(records []mesher.Record, w mesher.Window) {
	s.Helper()
	whole := w.WholeHours()
	hours, days, levels, issues := map[time.Time]int64{}, map[time.Time]int64{}, map[mesher.Level]int64{}, map[uuid.UUID]int64{}
	of := map[uuid.UUID]map[time.Time]int64{}
	for _, r := range records {
		at, issue := r.Event.ReceivedAt, r.Grouping.IssueID(s.project.ID)
		if at.Before(whole.Since) || !at.Before(whole.Until) {
			continue
		}
		if of[issue] == nil {
			of[issue] = map[time.Time]int64{}
		}
		hours[at.Truncate(time.Hour)]++
		days[at.Truncate(24*time.Hour)]++
		levels[r.Event.Level]++
		issues[issue]++
		of[issue][at.Truncate(time.Hour)]++
	}
	project := s.project.ID
	s.wantBuckets(hours, w, time.Hour)(s.store.Volume(s.Context(), project, w, mesher.Hourly))
	s.wantBuckets(days, w, 24*time.Hour)(s.store.Volume(s.Context(), project, w, mesher.Daily))
	asked := append(slices.Collect(maps.Keys(of)), uuid.UUID{1}) // of which there is none
	volumes, err := s.store.IssueVolumes(s.Context(), project, asked, w, mesher.Hourly)
	s.must(err)
	for i, issue := range asked {
		s.wantBuckets(of[issue], w, time.Hour)(volumes[i], nil)
	}
	got, err := s.store.Levels(s.Context(), project, w)
	s.must(err)
	for _, c := range got {
		wantEqual(s, "the events of level "+c.Level.String(), c.Events, levels[c.Level])
	}
	wantEqual(s, "the number of levels", len(got), len(levels))
	top, err := s.store.TopIssues(s.Context(), project, w, 0)
	s.must(err)
	wantEqual(s, "the number of issues", len(top), len(issues))
	for _, c := range top {
		wantEqual(s, "the events of issue "+c.Title, c.Events, issues[c.ID])
	}
	if !slices.IsSortedFunc(top, func(a, b mesher.IssueCount) int { return cmp.Compare(b.Events, a.Events) }) {
		s.Errorf("the top issues are out of order")
	}
}

func (s *scene) wantBuckets(want map[time.Time]int64, w mesher.Window, step time.Duration) func([]mesher.Bucket, error) {
	return func(got []mesher.Bucket, err error) {
		s.Helper()
		s.must(err)
		var shown, wanted []string
		for _, b := range got {
			shown = append(shown, fmt.Sprint(b.Start.Format("2T15"), " ", b.Events))
		}
		for start := w.Since.Truncate(step); start.Before(w.Until); start = start.Add(step) {
			wanted = append(wanted, fmt.Sprint(start.Format("2T15"), " ", want[start]))
		}
		wantEqual(s, "the volume", strings.Join(shown, ", "), strings.Join(wanted, ", "))
	}
}
