package storetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func tag(key, value string) option {
	return func(r *mesher.Record) {
		if r.Event.Tags == nil {
			r.Event.Tags = make(map[string]string)
		}
		r.Event.Tags[key] = value
	}
}
func environment(name string) option { return func(r *mesher.Record) { r.Event.Environment = name } }
func release(name string) option     { return func(r *mesher.Record) { r.Event.Release = name } }
func message(text string) option     { return func(r *mesher.Record) { r.Event.Message = text } }
func minutes(n int) option           { return at(noon.Add(time.Duration(n) * time.Minute)) }

var issueListTests = map[string]func(*scene){
	"every order, in pages of every size": func(s *scene) {
		for i := range 12 { // orders differ, and each has equals
			for n := range 1 + i%4 {
				s.writeOne(fmt.Sprint(i), minutes(i/3+n*(i%2)), user(mesher.User{ID: fmt.Sprint(n % 2)}))
			}
		}
		for _, by := range []mesher.IssueSort{"", mesher.ByLastSeen, mesher.ByFirstSeen, mesher.ByEvents, mesher.ByUsers} {
			whole := s.listed(mesher.IssueQuery{Sort: by, PageRequest: mesher.PageRequest{Limit: 100}})
			if n := len(strings.Fields(whole)); n != 12 {
				s.Errorf("sorted by %q there are %d issues, want 12", by, n)
			}
			for limit := 1; limit <= 13; limit++ {
				wantEqual(s, fmt.Sprintf("the list by %q in pages of %d", by, limit),
					s.listed(mesher.IssueQuery{Sort: by, PageRequest: mesher.PageRequest{Limit: limit}}), whole)
			}
		}
		first, err := s.store.ListIssues(s.Context(), s.project.ID, mesher.IssueQuery{Sort: mesher.ByEvents})
		s.must(err)
		wantEqual(s, "the most events", first.Items[0].EventCount, 4)
	},
	"no issue comes twice while events arrive": func(s *scene) {
		for i := range 10 {
			s.writeOne(fmt.Sprint(i), minutes(i))
		}
		q := mesher.IssueQuery{PageRequest: mesher.PageRequest{Limit: 3}}
		var read []string
		for n := 0; ; n++ {
			page, err := s.store.ListIssues(s.Context(), s.project.ID, q)
			s.must(err)
			read = append(read, titles(page.Items)...)
			if q.After = page.Next; q.After == nil {
				break
			}
			s.writeOne(fmt.Sprint(n), minutes(100+n)) // 0, then 1, move to the front
			s.writeOne("new "+fmt.Sprint(n), minutes(200+n))
		}
		// 0 and 1 moved to the front before their turn came.
		wantEqual(s, "the list", strings.Join(read, " "), "9 8 7 6 5 4 3 2")
	},
	"an order that is none": func(s *scene) {
		_, err := s.store.ListIssues(s.Context(), s.project.ID, mesher.IssueQuery{Sort: "id; DROP TABLE issues"})
		s.wantKind(err, mesher.Invalid)
	},
	"filters": func(s *scene) {
		other := s.anotherProject("other")
		s.write(
			s.record("Cannot pay", minutes(1), environment("prod"), release("1.0"), tag("os", "linux")),
			s.record("100%_sure\\", minutes(2), environment("prod"), level(mesher.LevelFatal), tag("os", "mac")),
			s.record("gone", minutes(3), environment("test"), release("2.0"), tag("os", "linux")),
			s.record("theirs", minutes(4), environment("prod"), of(other.ID), tag("os", "linux")),
		)
		s.writeOne("Cannot pay", minutes(5), environment("test"), tag("os", "mac"))
		gone := s.record("gone").Grouping.IssueID(s.project.ID)
		s.setStatus(gone, mesher.Resolved, noon.Add(time.Hour))
		fatal := mesher.LevelFatal
		for name, test := range map[string]struct {
			filter mesher.IssueFilter
			want   string
		}{
			"none":                {mesher.IssueFilter{}, "Cannot pay, gone, 100%_sure\\"},
			"status":              {mesher.IssueFilter{Status: mesher.Resolved}, "gone"},
			"level":               {mesher.IssueFilter{Level: &fatal}, "100%_sure\\"},
			"nobody's":            {mesher.IssueFilter{Assignee: uuid.New()}, ""},
			"environment":         {mesher.IssueFilter{Environment: "prod"}, "Cannot pay, 100%_sure\\"},
			"an old environment":  {mesher.IssueFilter{Environment: "test"}, "Cannot pay, gone"},
			"release":             {mesher.IssueFilter{Release: "2.0"}, "gone"},
			"text":                {mesher.IssueFilter{Text: "PAY"}, "Cannot pay"},
			"text of the culprit": {mesher.IssueFilter{Text: "in gone"}, "gone"},
			"signs of patterns":   {mesher.IssueFilter{Text: "0%_s"}, "100%_sure\\"},
			"a sign of escape":    {mesher.IssueFilter{Text: `\`}, "100%_sure\\"},
			"only a pattern":      {mesher.IssueFilter{Text: "C%y"}, ""},
			"quotes":              {mesher.IssueFilter{Text: `' OR '1'='1`}, ""},
			"tag":                 {mesher.IssueFilter{Tag: mesher.Tag{Key: "os", Value: "linux"}}, "Cannot pay, gone"},
			"tag of none":         {mesher.IssueFilter{Tag: mesher.Tag{Key: "os", Value: "windows"}}, ""},
			"tag of environment":  {mesher.IssueFilter{Tag: mesher.Tag{Key: "environment", Value: "prod"}}, "Cannot pay, 100%_sure\\"},
			"since":               {mesher.IssueFilter{Window: mesher.Window{Since: noon.Add(3 * time.Minute)}}, "Cannot pay, gone"},
			"until":               {mesher.IssueFilter{Window: mesher.Window{Until: noon.Add(3 * time.Minute)}}, "100%_sure\\"},
			"several":             {mesher.IssueFilter{Status: mesher.Unresolved, Environment: "test", Tag: mesher.Tag{Key: "os", Value: "mac"}}, "Cannot pay"},
		} {
			page, err := s.store.ListIssues(s.Context(), s.project.ID, mesher.IssueQuery{IssueFilter: test.filter})
			s.must(err)
			wantEqual(s, "the list by "+name, strings.Join(titles(page.Items), ", "), test.want)
		}
	},
	"facts": func(s *scene) {
		receipt := s.write(
			s.record("a", minutes(2), release("1.1"), environment("prod"), tag("os", "linux")),
			s.record("a", minutes(1), release("1.0"), environment("test"), tag("os", "linux")),
			s.record("a", minutes(3), release("0.9"), environment("prod"), tag("os", "mac")),
			s.record("b", minutes(0), release("7"), tag("os", "none")),
		)[0]
		s.writeOne("a", minutes(4), release("1.1"))
		got, err := s.store.IssueFacts(s.Context(), s.project.ID, receipt.IssueID)
		s.must(err)
		wantEqual(s, "the facts", fmt.Sprint(got), "{1.0 1.1 [prod test] [0.9 1.0 1.1] "+
			"[{environment [{prod 2} {test 1}]} {os [{linux 2} {mac 1}]} {release [{1.1 2} {0.9 1} {1.0 1}]}] 4}")
		got, err = s.store.IssueFacts(s.Context(), s.project.ID, uuid.New())
		s.must(err)
		wantEqual(s, "the facts of none", fmt.Sprint(got), "{  [] [] [] 0}")
	},
}

// listed shows the ids of a whole list that is read in pages.
func (s *scene) listed(q mesher.IssueQuery) string {
	s.Helper()
	var ids []string
	for {
		page, err := s.store.ListIssues(s.Context(), s.project.ID, q)
		s.must(err)
		if len(page.Items) > q.Size() || len(ids) > 1000 {
			s.Fatalf("a page of %d holds %d", q.Size(), len(page.Items))
		}
		for _, i := range page.Items {
			ids = append(ids, i.ID.String())
		}
		if q.After = page.Next; q.After == nil {
			return strings.Join(ids, " ")
		}
	}
}
