package storetest

import (
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var countTests = map[string]func(*scene){
	"a new issue introduces itself": func(s *scene) {
		r := s.record("a", level(mesher.LevelWarning))
		got := s.issue(s.write(r)[0].IssueID)
		wantEqual(s, "the project", got.ProjectID, s.project.ID)
		wantEqual(s, "the number", got.Number, 1)
		wantEqual(s, "the title", got.Title, "a")
		wantEqual(s, "the culprit", got.Culprit, "in a")
		wantEqual(s, "the level", got.Level, mesher.LevelWarning)
		wantEqual(s, "the status", got.Status, mesher.Unresolved)
		wantEqual(s, "the variant", got.Grouping.Variant, "message")
		wantEqual(s, "the parts", len(got.Grouping.Parts), 1)
		wantEqual(s, "regressed", got.Regressed, false)
	},
	"numbers count within the project": func(s *scene) {
		other := s.anotherProject("other")
		got := s.write(s.record("a"), s.record("b"), s.record("a", of(other.ID)), s.record("c"))
		for i, want := range []int64{1, 2, 1, 3} {
			wantEqual(s, "a number", s.issue(got[i].IssueID).Number, want)
		}
	},
	"first and last are seen in any order": func(s *scene) {
		early, late := noon.Add(-time.Hour), noon.Add(time.Hour)
		issue := s.write(s.record("a"), s.record("a", at(late), level(mesher.LevelInfo)))[0].IssueID
		s.writeOne("a", at(early), level(mesher.LevelDebug))
		got := s.issue(issue)
		wantEqual(s, "first seen", got.FirstSeen, early)
		wantEqual(s, "last seen", got.LastSeen, late)
		wantEqual(s, "the level of the newest", got.Level, mesher.LevelInfo)
		wantEqual(s, "the count", got.EventCount, 3)
	},
	"the level of one received at the same moment but later is newer": func(s *scene) {
		s.writeOne("a", level(mesher.LevelInfo))
		issue := s.writeOne("a", level(mesher.LevelFatal)).IssueID
		wantEqual(s, "the level", s.issue(issue).Level, mesher.LevelFatal)
	},
	"a duplicate changes nothing": func(s *scene) {
		r := s.record("a", user(mesher.User{ID: "1"}))
		before := s.issue(s.write(r)[0].IssueID)
		again := s.record("a", id(r.Event.ID), at(noon.Add(time.Minute)), level(mesher.LevelDebug), user(mesher.User{ID: "2"}))
		s.write(again)
		after := s.issue(before.ID)
		before.Grouping, after.Grouping = mesher.Explanation{}, mesher.Explanation{}
		if before.LastSeen != after.LastSeen || before.Level != after.Level || before.UserCount != after.UserCount || before.EventCount != after.EventCount {
			s.Errorf("the issue was\n%+v\nand is\n%+v", before, after)
		}
	},
	"users are counted once an issue": func(s *scene) {
		ann, bob := mesher.User{ID: "ann"}, mesher.User{ID: "bob", Email: "ann"}
		issue := s.write(s.record("a", user(ann)), s.record("a", user(ann)), s.record("a"))[0].IssueID
		s.write(s.record("a", user(bob)), s.record("a", user(ann)))
		other := s.writeOne("b", user(ann)).IssueID
		wantEqual(s, "users of a", s.issue(issue).UserCount, 2)
		wantEqual(s, "users of b", s.issue(other).UserCount, 1)
	},
	"users differ by the first thing known of them": func(s *scene) {
		same := "x"
		issue := s.write(
			s.record("a", user(mesher.User{ID: same})),
			s.record("a", user(mesher.User{Email: same})),
			s.record("a", user(mesher.User{Username: same})),
			s.record("a", user(mesher.User{IPAddress: same})),
			s.record("a", user(mesher.User{ID: same, IPAddress: "elsewhere"})),
			s.record("a", user(mesher.User{Name: "not an identity"})),
		)[0].IssueID
		wantEqual(s, "users", s.issue(issue).UserCount, 4)
	},
	"the first event of an issue says so, once": func(s *scene) {
		r := s.record("a")
		wantEqual(s, "the first answer", outcomes(s.write(r, s.record("a"))), "[stored! stored]")
		wantEqual(s, "the second answer", outcomes(s.write(r, s.record("a"))), "[duplicate stored]")
	},
	"an unknown issue is not found": func(s *scene) {
		_, err := s.store.Issue(s.Context(), uuid.New())
		s.wantKind(err, mesher.NotFound)
	},
}
