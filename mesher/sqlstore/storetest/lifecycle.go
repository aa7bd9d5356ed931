package storetest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var lifecycleTests = map[string]func(*scene){
	"issues change their status together": func(s *scene) {
		a, b := s.writeOne("a").IssueID, s.writeOne("b").IssueID
		n, err := s.store.ChangeStatus(s.Context(), s.project.ID, []uuid.UUID{a, uuid.New(), b}, mesher.Resolved, s.act())
		s.must(err)
		wantEqual(s, "how many", n, 2)
		wantEqual(s, "a's status", s.issue(a).Status, mesher.Resolved)
		wantEqual(s, "b's activity", fmt.Sprint(s.kinds(b)), "[resolved]")
		s.writeOne("b", at(noon.Add(time.Minute)))
		wantEqual(s, "whether b regressed", s.issue(b).Regressed, true)
	},
	"another project's issue is not touched": func(s *scene) {
		other := s.anotherProject("other")
		a := s.writeOne("a").IssueID
		n, err := s.store.ChangeStatus(s.Context(), other.ID, []uuid.UUID{a}, mesher.Discarded, s.act())
		s.must(err)
		wantEqual(s, "how many changed", n, 0)
		n, err = s.store.DeleteIssues(s.Context(), other.ID, []uuid.UUID{a})
		s.must(err)
		wantEqual(s, "how many were deleted", n, 0)
		s.wantKind(s.store.Comment(s.Context(), other.ID, a, "hello", s.act()), mesher.NotFound)
		wantEqual(s, "the status", s.issue(a).Status, mesher.Unresolved)
	},
	"an issue is assigned and talked about": func(s *scene) {
		a, who := s.writeOne("a").IssueID, uuid.New()
		for _, to := range []uuid.UUID{who, uuid.Nil} {
			n, err := s.store.Assign(s.Context(), s.project.ID, []uuid.UUID{a}, to, s.act())
			s.must(err)
			wantEqual(s, "how many", n, 1)
		}
		act := mesher.Act{By: who, At: noon}
		s.must(s.store.Comment(s.Context(), s.project.ID, a, " it is the disk\x00 ", act))
		s.wantKind(s.store.Comment(s.Context(), s.project.ID, a, " ", act), mesher.Invalid)
		all, err := s.store.Activity(s.Context(), s.project.ID, a)
		s.must(err)
		wantEqual(s, "what was done", fmt.Sprint(s.kinds(a)), "[comment assigned assigned]")
		wantEqual(s, "by whom", all[0].Act, act)
		var said struct{ Text string }
		s.must(json.Unmarshal(all[0].Data, &said))
		wantEqual(s, "the comment", said.Text, "it is the disk")
	},
	"a deleted issue is gone, and a later event makes another": func(s *scene) {
		issue := s.writeOne("a", user(mesher.User{ID: "1"})).IssueID
		s.write(s.many("a", 600)...)
		n, err := s.store.DeleteIssues(s.Context(), s.project.ID, []uuid.UUID{issue, uuid.New()})
		s.must(err)
		wantEqual(s, "how many", n, 1)
		_, err = s.store.Issue(s.Context(), issue)
		s.wantKind(err, mesher.NotFound)
		_, err = s.store.LatestEvent(s.Context(), issue)
		s.wantKind(err, mesher.NotFound)

		again := s.writeOne("a")
		if again.IssueID == issue || !again.NewIssue {
			s.Errorf("the receipt is %+v, want one of a new issue", again)
		}
		wantEqual(s, "its version", again.IssueID.Version(), 7)
		got := s.issue(again.IssueID)
		wantEqual(s, "its count", got.EventCount, 1)
		wantEqual(s, "its users", got.UserCount, 0)
		wantEqual(s, "its number", got.Number, 2)
	},
	"a merged issue is the other": func(s *scene) {
		early, late := noon.Add(-time.Hour), noon.Add(time.Hour)
		ann, bob := user(mesher.User{ID: "ann"}), user(mesher.User{ID: "bob"})
		from := s.write(s.record("a", ann, at(early)), s.record("a", bob), s.record("a", at(late), level(mesher.LevelFatal)))[0].IssueID
		into := s.write(s.record("b", ann), s.record("b"))[0].IssueID
		s.must(s.store.MergeIssue(s.Context(), s.project.ID, from, into, s.act()))
		for _, id := range []uuid.UUID{from, into} {
			got := s.issue(id)
			wantEqual(s, "the issue", got.ID, into)
			wantEqual(s, "the count", got.EventCount, 5)
			wantEqual(s, "the users", got.UserCount, 2)
			wantEqual(s, "first seen", got.FirstSeen, early)
			wantEqual(s, "last seen", got.LastSeen, late)
			wantEqual(s, "the level", got.Level, mesher.LevelFatal)
		}
		e, err := s.store.LatestEvent(s.Context(), into)
		s.must(err)
		wantEqual(s, "the latest event's message", e.Message, "a happened")
		receipt := s.writeOne("a")
		wantEqual(s, "a later event's issue", receipt.IssueID, into)
		wantEqual(s, "whether it is new", receipt.NewIssue, false)
		s.wantKind(s.store.MergeIssue(s.Context(), s.project.ID, into, into, s.act()), mesher.Invalid)
		s.wantKind(s.store.MergeIssue(s.Context(), s.project.ID, uuid.New(), into, s.act()), mesher.NotFound)
	},
	"merged twice, an id leads to the last": func(s *scene) {
		a, b, c := s.writeOne("a").IssueID, s.writeOne("b").IssueID, s.writeOne("c").IssueID
		s.must(s.store.MergeIssue(s.Context(), s.project.ID, a, b, s.act()))
		s.must(s.store.MergeIssue(s.Context(), s.project.ID, b, c, s.act()))
		wantEqual(s, "the issue", s.issue(a).ID, c)
		wantEqual(s, "the count", s.issue(a).EventCount, 3)
	},
	"a fingerprint leaves with its events": func(s *scene) {
		ann, bob := user(mesher.User{ID: "ann"}), user(mesher.User{ID: "bob"})
		a, b := s.record("a", ann), s.record("b", ann, at(noon.Add(time.Hour)))
		from, into := s.write(a, s.record("a", bob))[0].IssueID, s.write(b, s.record("b", bob), s.record("b"))[0].IssueID
		s.must(s.store.MergeIssue(s.Context(), s.project.ID, from, into, s.act()))
		own, err := s.store.UnmergeIssue(s.Context(), s.project.ID, into, b.Grouping.Hash, s.act())
		s.must(err)
		left, got := s.issue(into), s.issue(own)
		wantEqual(s, "the count of what left", got.EventCount, 3)
		wantEqual(s, "its users", got.UserCount, 2)
		wantEqual(s, "when it was seen last", got.LastSeen, noon.Add(time.Hour))
		wantEqual(s, "the count of what stayed", left.EventCount, 2)
		wantEqual(s, "its users", left.UserCount, 2)
		wantEqual(s, "when it was seen last", left.LastSeen, noon)
		wantEqual(s, "a later event's issue", s.writeOne("b").IssueID, own)
		wantEqual(s, "another's", s.writeOne("a").IssueID, into)

		_, err = s.store.UnmergeIssue(s.Context(), s.project.ID, own, b.Grouping.Hash, s.act())
		s.wantKind(err, mesher.Conflict)
		_, err = s.store.UnmergeIssue(s.Context(), s.project.ID, into, b.Grouping.Hash, s.act())
		s.wantKind(err, mesher.NotFound)
	},
	"a fingerprint without events doesn't leave, nor does that of all": func(s *scene) {
		a, b := s.writeOne("a").IssueID, s.writeOne("b").IssueID
		s.must(s.store.MergeIssue(s.Context(), s.project.ID, a, b, s.act()))
		_, err := s.store.DeleteIssues(s.Context(), s.project.ID, []uuid.UUID{b})
		s.must(err)
		again := s.writeOne("a").IssueID // where events of b would come, too
		_, err = s.store.UnmergeIssue(s.Context(), s.project.ID, again, s.record("b").Grouping.Hash, s.act())
		s.wantKind(err, mesher.NotFound)
		_, err = s.store.UnmergeIssue(s.Context(), s.project.ID, again, s.record("a").Grouping.Hash, s.act())
		s.wantKind(err, mesher.Conflict)
		wantEqual(s, "the issue of the other", s.writeOne("b").IssueID, again)
		_, err = s.store.UnmergeIssue(s.Context(), s.project.ID, again, s.record("a").Grouping.Hash, s.act())
		s.must(err)
	},
	"new rules split no issue that is there": func(s *scene) {
		old := s.record("old").Grouping.Hash
		by := func(r *mesher.Record) { r.Grouping.Older = [][32]byte{old} }
		issue := s.writeOne("old").IssueID
		for _, name := range []string{"x", "y", "x"} { // the new rules tell them apart
			wantEqual(s, "the issue of "+name, s.writeOne(name, by).IssueID, issue)
		}
		wantEqual(s, "the count", s.issue(issue).EventCount, 4)

		own := func(r *mesher.Record) { r.Grouping.Older = [][32]byte{s.record("never").Grouping.Hash} }
		got := s.write(s.record("x", own), s.record("y", own))
		wantEqual(s, "what nobody knew by the old rules", outcomes(got), "[stored! stored!]")

		_, err := s.store.DeleteIssues(s.Context(), s.project.ID, []uuid.UUID{issue})
		s.must(err)
		wantEqual(s, "whether it is new after the deletion", s.writeOne("x", by).NewIssue, true)
	},
	"a spike escalates an archived issue once": func(s *scene) {
		a, b, c := s.writeOne("a").IssueID, s.writeOne("b").IssueID, s.writeOne("c").IssueID
		s.write(s.many("a", 10)...) // one more than ten
		s.write(s.many("b", 9)...)
		for day := range 7 { // c has always been so busy
			batch := s.many("c", 168*2)
			for i := range batch {
				batch[i].Event.ReceivedAt = noon.Add(-time.Duration(day)*24*time.Hour - time.Duration(i)*time.Minute - 2*time.Hour)
			}
			s.write(batch...)
		}
		s.write(s.many("c", 10)...)
		_, err := s.store.ChangeStatus(s.Context(), s.project.ID, []uuid.UUID{a, b, c}, mesher.Archived, s.act())
		s.must(err)
		_, err = s.store.TakeNews(s.Context(), 100, noon, noon.Add(time.Hour)) // what came before
		s.must(err)
		for _, want := range []int{1, 0} {
			got, err := s.store.EscalateSpikes(s.Context(), noon.Add(time.Minute))
			s.must(err)
			wantEqual(s, "how many escalate", len(got), want)
		}
		wantEqual(s, "a's status", s.issue(a).Status, mesher.Unresolved)
		wantEqual(s, "b's status", s.issue(b).Status, mesher.Archived)
		wantEqual(s, "c's status", s.issue(c).Status, mesher.Archived)
		wantEqual(s, "a's activity", fmt.Sprint(s.kinds(a)), "[escalated archived]")
		news, err := s.store.TakeNews(s.Context(), 100, noon, noon.Add(time.Hour))
		s.must(err)
		wantEqual(s, "how much news there is", len(news), 1)
		wantEqual(s, "its kind", news[0].Kind, mesher.NewsEscalated)
	},
}

func (s *scene) act() mesher.Act { return mesher.Act{At: noon} }

func (s *scene) kinds(issue uuid.UUID) (kinds []mesher.ActivityKind) {
	s.Helper()
	all, err := s.store.Activity(s.Context(), s.project.ID, issue)
	s.must(err)
	for _, a := range all {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

// many makes so many events of one issue.
func (s *scene) many(issue string, n int, options ...option) []mesher.Record {
	batch := make([]mesher.Record, n)
	for i := range batch {
		batch[i] = s.record(issue, options...)
	}
	return batch
}
