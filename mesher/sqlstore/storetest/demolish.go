package storetest

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var demolitionTests = map[string]func(*scene){
	"a deleted project is gone with all that it had": func(s *scene) {
		other, key := s.doomed()
		s.write(s.record("a"))
		s.write(s.many("a", 700, of(other.ID))...)
		s.isolate(s.record("bad", of(other.ID)), "bad")
		s.must(s.store.DeleteProject(s.Context(), other.ID))
		s.wantGone(other, key)
		wantEqual(s, "events of the one that stays", s.eventsIn(s.project.ID, noon), 1)
		s.wantKind(s.store.DeleteProject(s.Context(), other.ID), mesher.NotFound)
		_, err := s.store.WriteEvents(s.Context(), []mesher.Record{s.record("a", of(other.ID))})
		s.wantKind(err, mesher.NotFound)
	},
	"another goes on with what was broken off": func(s *scene) {
		other, key := s.doomed()
		s.write(s.many("a", 3000, of(other.ID))...)
		ctx, cancel := context.WithCancel(s.Context())
		var all sync.WaitGroup
		all.Go(func() { s.store.DeleteProject(ctx, other.ID) })
		for begun := false; !begun; {
			_, _, err := s.store.KeyByValue(s.Context(), key.Value)
			begun = mesher.KindOf(err) == mesher.NotFound
		}
		cancel()
		all.Wait()
		s.must(s.store.FinishMoves(s.Context()))
		s.wantGone(other, key)
	},
}

// doomed makes another project, with a key.
func (s *scene) doomed() (mesher.Project, mesher.Key) {
	s.Helper()
	p := s.anotherProject("doomed-" + uuid.NewString())
	key, err := s.store.CreateKey(s.Context(), p.ID, "key")
	s.must(err)
	return p, key
}

func (s *scene) wantGone(p mesher.Project, key mesher.Key) {
	s.Helper()
	_, err := s.store.Project(s.Context(), p.Slug)
	s.wantKind(err, mesher.NotFound)
	_, _, err = s.store.KeyByValue(s.Context(), key.Value)
	s.wantKind(err, mesher.NotFound)
	wantEqual(s, "how many events are counted", s.eventsIn(p.ID, noon), 0)
	wantEqual(s, "how many are isolated", len(s.isolated(p.ID)), 0)
	page, err := s.store.ListIssues(s.Context(), p.ID, mesher.IssueQuery{})
	s.must(err)
	wantEqual(s, "how many issues are left", len(page.Items), 0)
}

// Demolish deletes projects while their events arrive at several stores on one
// database. The result must add up.
func Demolish(t *testing.T, projects int, stores ...mesher.Store) {
	t.Helper()
	s := newScene(t, stores[0])
	for range projects {
		doomed, key := s.doomed()
		var writers, begun sync.WaitGroup
		for _, store := range stores {
			begun.Add(1)
			writers.Go(func() {
				for n := 0; ; n++ {
					_, err := store.WriteEvents(t.Context(), append(s.many("a", 20, of(doomed.ID)), s.record("b", of(doomed.ID))))
					if n == 0 {
						begun.Done()
					}
					if mesher.KindOf(err) == mesher.NotFound {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		begun.Wait()
		s.must(stores[0].DeleteProject(t.Context(), doomed.ID))
		writers.Wait()
		s.wantGone(doomed, key)
	}
}

// Empty furnishes a store with everything that a project may have, and deletes
// all its projects: no table may have a row left about one, or about anything it
// had.
func Empty(t *testing.T, store mesher.Store) {
	t.Helper()
	Furnish(t, store)
	s := &scene{T: t, store: store}
	projects, err := store.Projects(t.Context())
	s.must(err)
	for _, p := range projects {
		s.must(store.DeleteProject(t.Context(), p.ID))
	}
}

// OfProjects are the columns by which a row belongs to a project, directly or
// through what it is about.
var OfProjects = []string{"project_id", "issue_id", "from_id", "into_id", "alert_id", "rule_id"}
