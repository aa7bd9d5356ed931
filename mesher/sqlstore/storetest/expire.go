package storetest

import (
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

var expireTests = map[string]func(*scene){
	"old events go by their project's retention, and issues stay": func(s *scene) {
		other := s.anotherProject("other")
		s.must(s.store.SaveSettings(s.Context(), other.ID, mesher.Settings{RetentionDays: 30}))
		old, older := noon.AddDate(0, 0, -31), noon.AddDate(0, 0, -91)
		mine := s.write(s.record("a", at(older)), s.record("a", at(old)), s.record("a"))[0].IssueID
		theirs := s.write(s.record("a", of(other.ID), at(older)), s.record("a", of(other.ID), at(old)), s.record("b", of(other.ID)))[0].IssueID
		for range 2 { // again: nothing is left to do
			_, err := s.store.Expire(s.Context(), noon)
			s.must(err)
		}
		wantEqual(s, "the count of what is kept", s.issue(mine).EventCount, 3)
		got := s.issue(theirs)
		wantEqual(s, "the count of what is not", got.EventCount, 2)
		wantEqual(s, "when it was seen first", got.FirstSeen, older)
		_, err := s.store.LatestEvent(s.Context(), theirs)
		s.wantKind(err, mesher.NotFound)
		wantEqual(s, "events of the one", s.eventsIn(s.project.ID, older), 2)
		wantEqual(s, "events of the other", s.eventsIn(other.ID, older), 1)
	},
	"a replay of what expired is stored anew": func(s *scene) {
		r := s.record("a", at(noon.AddDate(0, 0, -100)))
		s.write(r)
		_, err := s.store.Expire(s.Context(), noon)
		s.must(err)
		wantEqual(s, "the outcome", s.write(r)[0].Outcome, mesher.Stored)
	},
	"the quarantine ages": func(s *scene) {
		s.isolate(s.record("a"), "bad")
		_, err := s.store.Expire(s.Context(), time.Now().AddDate(0, 0, 89))
		s.must(err)
		wantEqual(s, "how many are left", len(s.isolated(s.project.ID)), 1)
		_, err = s.store.Expire(s.Context(), time.Now().AddDate(0, 0, 92))
		s.must(err)
		wantEqual(s, "how many are left then", len(s.isolated(s.project.ID)), 0)
	},
}

// eventsIn sums a project's hourly counts since a time.
func (s *scene) eventsIn(project mesher.ProjectID, since time.Time) (n int64) {
	s.Helper()
	levels, err := s.store.Levels(s.Context(), project, mesher.Window{Since: since, Until: noon.Add(time.Hour)})
	s.must(err)
	for _, l := range levels {
		n += l.Events
	}
	return n
}
