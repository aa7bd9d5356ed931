package storetest

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Furnish leaves at least one row in every table of a store, even in those of
// work under way. It returns the number of a deleted project, after which none
// was made.
func Furnish(t *testing.T, store mesher.Store) (gone mesher.ProjectID) {
	s := newScene(t, store)
	ada, bob := s.anAccount("ada"), s.anAccount("bob")
	s.aToken(ada, "a token")
	s.aSession(ada, noon)
	org := s.anOrg("engines", ada)
	s.invited(org, bob, mesher.AdminRole)
	s.anInvite(org, "eve@example.com", mesher.MemberRole)
	key, err := store.CreateKey(t.Context(), s.project.ID, "an old one")
	s.must(err)
	s.must(store.RevokeKey(t.Context(), key.ID))
	s.must(store.SaveSettings(t.Context(), s.project.ID, mesher.Settings{SampleRate: 0.25, RetentionDays: 7, RateLimitPerMinute: 60}))

	s.furnishIssues(ada)
	rule := s.aRule()
	s.fire(rule, 7, noon)
	s.isolate(s.record("bad"), "it can't be stored")
	s.count(s.counter()(0, mesher.Stored, 12), s.counter()(1, mesher.Sampled, 3))
	last := s.anotherProject("a-last-one")
	s.must(store.DeleteProject(t.Context(), last.ID))
	return last.ID
}

func (s *scene) furnishIssues(by mesher.Account) {
	act := mesher.Act{By: by.ID, At: noon}
	a := s.writeOne("a", user(mesher.User{ID: "1"}), func(r *mesher.Record) { r.Event.Release = "1.0" }).IssueID
	b := s.writeOne("b", level(mesher.LevelWarning)).IssueID
	_, err := s.store.Assign(s.Context(), s.project.ID, []uuid.UUID{a}, by.ID, act)
	s.must(err)
	s.must(s.store.Comment(s.Context(), s.project.ID, a, `"quoted" \ 日本`, act))
	_, err = s.store.ChangeStatus(s.Context(), s.project.ID, []uuid.UUID{a}, mesher.Resolved, act)
	s.must(err)
	s.writeOne("a", at(noon.Add(time.Hour))) // it has regressed
	s.must(s.store.MergeIssue(s.Context(), s.project.ID, b, a, act))

	for s.breakOff(s.write(s.many("doomed", 100)...)[0].IssueID) == nil {
	}
}

// breakOff deletes an issue under contexts that end later each time, until one
// ends halfway, and returns that error; nil if the deletion was complete before.
func (s *scene) breakOff(issue uuid.UUID) error {
	for asks := 0; ; asks++ {
		ctx := fadingAfter(s.Context(), asks)
		_, err := s.store.DeleteIssues(ctx, s.project.ID, []uuid.UUID{issue})
		ctx.end()
		if _, gone := s.store.Issue(s.Context(), issue); mesher.KindOf(gone) == mesher.NotFound {
			return err
		}
	}
}
