package storetest

import (
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

var issueTests = map[string]func(*scene){
	"the last seen comes first": func(s *scene) {
		s.write(s.record("old", at(noon.Add(-time.Hour))), s.record("new"), s.record("older", at(noon.Add(-2*time.Hour))))
		s.writeOne("older", at(noon.Add(time.Hour)))
		wantEqual(s, "the list", fmt.Sprint(titles(s.issues(0))), "[older new old]")
	},
	"a page has its usual and its greatest size": func(s *scene) {
		var records []mesher.Record
		for i := range 110 {
			records = append(records, s.record(fmt.Sprint(i)))
		}
		s.write(records...)
		wantEqual(s, "the usual size", len(s.issues(0)), 25)
		wantEqual(s, "the greatest size", len(s.issues(1000)), 100)
	},
	"a project sees its own": func(s *scene) {
		other := s.anotherProject("other")
		s.write(s.record("theirs", of(other.ID)), s.record("ours"))
		wantEqual(s, "the list", fmt.Sprint(titles(s.issues(0))), "[ours]")
	},
}

func titles(issues []mesher.Issue) (titles []string) {
	for _, i := range issues {
		titles = append(titles, i.Title)
	}
	return titles
}
