package storetest

import (
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var statusTests = map[string]func(*scene){
	"a resolved issue reopens as regressed": func(s *scene) {
		issue := s.inStatus(mesher.Resolved)
		later := at(noon.Add(time.Microsecond))
		receipts := s.write(s.record("a", later), s.record("a", later))
		for i, r := range receipts {
			wantEqual(s, "a regression's news of its issue", r.NewIssue, false)
			wantEqual(s, "the first alone tells of it", r.Regressed, i == 0)
		}
		wantEqual(s, "what the next tells", s.writeOne("a", later).Regressed, false)
		got := s.issue(issue)
		wantEqual(s, "the status", got.Status, mesher.Unresolved)
		wantEqual(s, "regressed", got.Regressed, true)
		wantEqual(s, "the count", got.EventCount, 4)
	},
	"an event received before it was resolved reopens nothing": func(s *scene) {
		issue := s.inStatus(mesher.Resolved)
		wantEqual(s, "what it tells", s.writeOne("a", at(noon)).Regressed, false)
		got := s.issue(issue)
		wantEqual(s, "the status", got.Status, mesher.Resolved)
		wantEqual(s, "regressed", got.Regressed, false)
		wantEqual(s, "the count", got.EventCount, 2)
	},
	"a duplicate reopens nothing": func(s *scene) {
		r := s.record("a", at(noon.Add(time.Minute)))
		issue := s.write(r)[0].IssueID
		s.setStatus(issue, mesher.Resolved, noon)
		s.write(r)
		wantEqual(s, "the status", s.issue(issue).Status, mesher.Resolved)
	},
	"resolving again ends a regression": func(s *scene) {
		issue := s.inStatus(mesher.Resolved)
		s.writeOne("a", at(noon.Add(time.Minute)))
		s.setStatus(issue, mesher.Resolved, noon.Add(time.Hour))
		s.writeOne("a", at(noon.Add(time.Minute)))
		got := s.issue(issue)
		wantEqual(s, "the status", got.Status, mesher.Resolved)
		wantEqual(s, "regressed", got.Regressed, false)
	},
	"an archived issue counts and stays archived": func(s *scene) {
		issue := s.inStatus(mesher.Archived)
		s.writeOne("a", at(noon.Add(time.Minute)))
		got := s.issue(issue)
		wantEqual(s, "the status", got.Status, mesher.Archived)
		wantEqual(s, "the count", got.EventCount, 2)
	},
	"a discarded issue drops its events": func(s *scene) {
		issue := s.inStatus(mesher.Discarded)
		got := s.write(s.record("a", at(noon.Add(time.Minute))), s.record("b"))
		wantEqual(s, "the answer", outcomes(got), "[discarded stored!]")
		wantEqual(s, "the issue", got[0].IssueID, issue)
		wantEqual(s, "the count", s.issue(issue).EventCount, 1)
		// Reopening undoes it.
		s.setStatus(issue, mesher.Unresolved, noon)
		wantEqual(s, "the outcome", s.writeOne("a").Outcome, mesher.Stored)
	},
}

// inStatus makes the issue "a" with one event, and moves it to a status at noon.
func (s *scene) inStatus(status mesher.Status) uuid.UUID {
	s.Helper()
	issue := s.writeOne("a", at(noon.Add(-time.Hour))).IssueID
	s.setStatus(issue, status, noon)
	return issue
}

func (s *scene) setStatus(issue uuid.UUID, status mesher.Status, at time.Time) {
	s.Helper()
	n, err := s.store.ChangeStatus(s.Context(), s.project.ID, []uuid.UUID{issue}, status, mesher.Act{At: at})
	s.must(err)
	wantEqual(s, "how many issues changed", n, 1)
}
