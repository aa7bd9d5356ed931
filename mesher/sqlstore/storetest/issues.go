package storetest

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var issueTests = map[string]func(*scene){
	"the last seen comes first": func(s *scene) {
		s.write(s.record("old", at(noon.Add(-time.Hour))), s.record("new"), s.record("older", at(noon.Add(-2*time.Hour))))
		s.writeOne("older", at(noon.Add(time.Hour)))
		wantEqual(s, "the list", fmt.Sprint(titles(s.issues(mesher.IssuePage{}))), "[older new old]")
	},
	"pages join without gap or overlap": func(s *scene) {
		// Seven issues at each of three times, so that pages break within one.
		var want []uuid.UUID
		for i := range 21 {
			r := s.writeOne(fmt.Sprint(i), at(noon.Add(time.Duration(i/7)*time.Second)))
			want = append(want, r.IssueID)
		}
		slices.SortFunc(want, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
		for limit := 1; limit <= 22; limit++ {
			var got []mesher.Issue
			page := mesher.IssuePage{Limit: limit}
			for {
				issues := s.issues(page)
				if len(issues) == 0 {
					break
				}
				if len(issues) > limit {
					s.Fatalf("a page of %d holds %d", limit, len(issues))
				}
				got = append(got, issues...)
				last := issues[len(issues)-1]
				page.AfterTime, page.AfterID = last.LastSeen, last.ID
			}
			if !slices.IsSortedFunc(got, func(a, b mesher.Issue) int { return b.LastSeen.Compare(a.LastSeen) }) {
				s.Errorf("pages of %d are out of order", limit)
			}
			var ids []uuid.UUID
			for _, i := range got {
				ids = append(ids, i.ID)
			}
			slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
			if !slices.Equal(ids, want) {
				s.Errorf("pages of %d hold %d issues, want all %d once", limit, len(ids), len(want))
			}
		}
	},
	"a page has its usual and its greatest size": func(s *scene) {
		var records []mesher.Record
		for i := range 110 {
			records = append(records, s.record(fmt.Sprint(i)))
		}
		s.write(records...)
		wantEqual(s, "the usual size", len(s.issues(mesher.IssuePage{})), 25)
		wantEqual(s, "the greatest size", len(s.issues(mesher.IssuePage{Limit: 1000})), 100)
	},
	"a project sees its own": func(s *scene) {
		other := s.anotherProject("other")
		s.write(s.record("theirs", of(other.ID)), s.record("ours"))
		wantEqual(s, "the list", fmt.Sprint(titles(s.issues(mesher.IssuePage{}))), "[ours]")
	},
}

func titles(issues []mesher.Issue) (titles []string) {
	for _, i := range issues {
		titles = append(titles, i.Title)
	}
	return titles
}
