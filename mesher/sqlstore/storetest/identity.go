package storetest

import (
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var midnight = noon.Add(12 * time.Hour)

var identityTests = map[string]func(*scene){
	"a repeat is a duplicate": func(s *scene) {
		r := s.record("a")
		first := s.write(r)[0]
		again := s.write(r)[0]
		wantEqual(s, "the outcome", again.Outcome, mesher.Duplicate)
		wantEqual(s, "the issue", again.IssueID, first.IssueID)
		wantEqual(s, "the count", s.issue(first.IssueID).EventCount, 1)
	},
	"a repeat in the same batch is a duplicate": func(s *scene) {
		r := s.record("a")
		got := s.write(r, s.record("a"), r)
		wantEqual(s, "the answer", outcomes(got), "[stored! stored duplicate]")
		wantEqual(s, "the count", s.issue(got[0].IssueID).EventCount, 2)
	},
	"a reused id keeps the first event and its issue": func(s *scene) {
		first := s.writeOne("a", id(uuid.UUID{1}))
		again := s.writeOne("b", id(uuid.UUID{1}))
		wantEqual(s, "the outcome", again.Outcome, mesher.Duplicate)
		wantEqual(s, "the issue", again.IssueID, first.IssueID)
		wantEqual(s, "the number of issues", len(s.issues(0)), 1)
		// The refused event left no trace: the next event opens the issue.
		wantEqual(s, "a later event's news of its issue", s.writeOne("b").NewIssue, true)
	},
	"projects may use the same id": func(s *scene) {
		other := s.anotherProject("other")
		same := id(uuid.UUID{1})
		got := s.write(s.record("a", same), s.record("a", same, of(other.ID)))
		wantEqual(s, "the answer", outcomes(got), "[stored! stored!]")
		if got[0].IssueID == got[1].IssueID {
			s.Error("two projects share an issue")
		}
	},
	"a repeat within an hour after midnight is found yesterday": func(s *scene) {
		s.repeats(midnight.Add(-5*time.Hour), midnight.Add(time.Hour-time.Microsecond), mesher.Duplicate)
	},
	"a repeat later is a new event": func(s *scene) {
		s.repeats(midnight.Add(-5*time.Hour), midnight.Add(time.Hour), mesher.Stored)
	},
	"an event that waited is found tomorrow": func(s *scene) {
		s.repeats(midnight.Add(time.Minute), midnight.Add(-time.Minute), mesher.Duplicate)
	},
	"days begin in UTC": func(s *scene) {
		west := time.FixedZone("west", -7*3600)
		s.repeats(midnight.Add(-2*time.Hour), midnight.Add(2*time.Hour).In(west), mesher.Stored)
	},
	"the default issue is the one that the grouping names": func(s *scene) {
		r := s.record("a")
		wantEqual(s, "the issue", s.write(r)[0].IssueID, r.Grouping.IssueID(s.project.ID))
	},
}

// repeats writes one event as received at two times, in that order.
func (s *scene) repeats(first, second time.Time, want mesher.Outcome) {
	s.Helper()
	same := id(uuid.UUID{1})
	issue := s.writeOne("a", same, at(first)).IssueID
	wantEqual(s, "the outcome", s.writeOne("a", same, at(second)).Outcome, want)
	count := int64(1)
	if want == mesher.Stored {
		count = 2
	}
	wantEqual(s, "the count", s.issue(issue).EventCount, count)
}
