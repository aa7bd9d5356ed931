package storetest

import "github.com/mesh-actors/mesh/mesher"

var samplingTests = map[string]func(*scene){
	"an optional event of a known issue is not kept": func(s *scene) {
		issue := s.writeOne("a").IssueID
		for range 2 { // the second time it is known without a query
			got := s.write(s.record("a", optional), s.record("b"), s.record("a"), s.record("a", optional))
			for _, i := range []int{0, 3} {
				wantEqual(s, "the outcome", got[i].Outcome, mesher.Sampled)
				wantEqual(s, "the issue", got[i].IssueID, issue)
			}
			wantEqual(s, "another's outcome", got[2].Outcome, mesher.Stored)
		}
		wantEqual(s, "the count", s.issue(issue).EventCount, 3)
		wantEqual(s, "the outcome alone", s.writeOne("a", optional).Outcome, mesher.Sampled)
	},
	"an optional event that makes an issue is kept": func(s *scene) {
		first := s.record("a", optional)
		got := s.write(first)[0]
		wantEqual(s, "the outcome", got.Outcome, mesher.Stored)
		wantEqual(s, "whether it is new", got.NewIssue, true)
		wantEqual(s, "the count", s.issue(got.IssueID).EventCount, 1)
		wantEqual(s, "the next one's outcome", s.writeOne("a", optional).Outcome, mesher.Sampled)
	},
	"what is discarded is no sample": func(s *scene) {
		issue := s.writeOne("a").IssueID
		s.setStatus(issue, mesher.Discarded, noon)
		wantEqual(s, "the outcome", s.writeOne("a", optional).Outcome, mesher.Dropped)
	},
}

func optional(r *mesher.Record) { r.Optional = true }
