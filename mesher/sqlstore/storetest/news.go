package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

var newsTests = map[string]func(*scene){
	"new and regressed issues are news, in order": func(s *scene) {
		a := s.writeOne("a", level(mesher.LevelFatal)).IssueID
		s.writeOne("a")
		s.setStatus(a, mesher.Resolved, noon)
		s.write(s.record("b"), s.record("a", at(noon.Add(time.Minute))))
		var got []string
		for _, n := range s.news(10, noon) {
			got = append(got, fmt.Sprintf("%s %s", n.Kind, n.Title))
			wantEqual(s, "the project", n.Project, s.project.ID)
		}
		if fmt.Sprint(got) != "[new a new b regressed a]" && fmt.Sprint(got) != "[new a regressed a new b]" {
			s.Errorf("the news is %v", got)
		}
	},
	"what was taken is free again when its time is over": func(s *scene) {
		s.write(s.record("a"), s.record("b"))
		first := s.news(1, noon)
		rest := s.news(10, noon)
		wantEqual(s, "how much is taken", len(first)+len(rest), 2)
		wantEqual(s, "how much is left", len(s.news(10, noon)), 0)
		s.must(s.store.ToldNews(s.Context(), []int64{first[0].ID}))
		again := s.news(10, noon.Add(time.Minute))
		wantEqual(s, "how much is free again", len(again), 1)
		wantEqual(s, "which", again[0].ID, rest[0].ID)
	},
	"many take each piece once": func(s *scene) {
		const issues = 40
		for n := range issues {
			s.writeOne(fmt.Sprint(n))
		}
		var (
			all   sync.WaitGroup
			taken atomic.Int64
		)
		for range 4 {
			all.Go(func() {
				for range issues {
					news, err := s.store.TakeNews(s.Context(), 3, noon, noon.Add(time.Minute))
					if err != nil {
						s.Error(err)
					}
					taken.Add(int64(len(news)))
				}
			})
		}
		all.Wait()
		wantEqual(s, "how much was taken", taken.Load(), issues)
	},
}

// news takes news for a minute.
func (s *scene) news(limit int, now time.Time) []mesher.News {
	s.Helper()
	news, err := s.store.TakeNews(s.Context(), limit, now, now.Add(time.Minute))
	s.must(err)
	return news
}
