package storetest

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Turmoil is [Churn] while others merge, unmerge, delete and discard the issues
// of the events, and some of them are interrupted halfway. If expiring, some
// events are old, and expire, which issues outlive. It goes on until something
// was done to some issue. No caller may see a deadlock, and the result must add
// up.
func Turmoil(t *testing.T, expiring bool, more func() bool, stores ...mesher.Store) {
	t.Helper()
	daysAgo := []int{0}
	if expiring {
		daysAgo = []int{0, 0, 3, 100} // the last are past every retention
		s := newScene(t, stores[0])
		s.must(s.store.SaveSettings(t.Context(), s.project.ID, mesher.Settings{RetentionDays: 1}))
	}
	var (
		all  sync.WaitGroup
		over atomic.Bool
		done atomic.Int64
	)
	for n, store := range stores {
		s := newScene(t, store)
		all.Go(func() {
			for !over.Load() {
				if s.disturb() {
					done.Add(1)
				}
				// Not by all of them: expiring may take as long as old events come.
				if expiring && n < len(stores)/2 && rand.IntN(4) == 0 {
					s.expire()
				}
			}
		})
	}
	churn(t, func() bool { return more() || done.Load() == 0 && !t.Failed() }, daysAgo, stores...)
	over.Store(true)
	all.Wait()
	for _, store := range stores {
		if err := store.FinishMoves(t.Context()); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d issues were disturbed", done.Load())
}

// disturb does something to some issue, and reports whether it could.
func (s *scene) disturb() bool {
	page, err := s.store.ListIssues(s.Context(), s.project.ID, mesher.IssueQuery{})
	if err != nil {
		s.Error(err)
		return false
	}
	issues := page.Items
	if len(issues) < 2 {
		return false
	}
	one, other := issues[rand.IntN(len(issues))], issues[rand.IntN(len(issues))]
	ctx, cancel := s.maybeCutShort()
	defer cancel()
	switch rand.IntN(5) {
	case 0:
		_, err = s.store.DeleteIssues(ctx, s.project.ID, []uuid.UUID{one.ID})
	case 1:
		_, err = s.store.UnmergeIssue(ctx, s.project.ID, one.ID, s.record(other.Title).Grouping.Hash, s.act())
	case 2:
		status := []mesher.Status{mesher.Discarded, mesher.Unresolved, mesher.Resolved}[rand.IntN(3)]
		_, err = s.store.ChangeStatus(ctx, s.project.ID, []uuid.UUID{one.ID, other.ID}, status, s.act())
	default:
		err = s.store.MergeIssue(ctx, s.project.ID, one.ID, other.ID, s.act())
	}
	switch mesher.KindOf(err) {
	case mesher.NotFound, mesher.Conflict, mesher.Invalid: // another caller was quicker
		return false
	}
	if err != nil && ctx.Err() == nil {
		s.Error(err)
	}
	return err == nil
}

// expire expires events, also while others do.
func (s *scene) expire() {
	ctx, cancel := s.maybeCutShort()
	defer cancel()
	_, err := s.store.Expire(ctx, noon)
	if err != nil && ctx.Err() == nil && mesher.KindOf(err) != mesher.Unavailable { // it does not wait long for others
		s.Error(err)
	}
}

// maybeCutShort returns a context that one time in four ends after a moment: what
// was begun under it is left to others.
func (s *scene) maybeCutShort() (context.Context, context.CancelFunc) {
	if rand.IntN(4) > 0 {
		return context.WithCancel(s.Context())
	}
	return context.WithTimeout(s.Context(), time.Duration(rand.IntN(20_000))*time.Microsecond)
}
