package lease_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestAChoreIsDoneEverySoOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		start := time.Now()
		fails := errors.New("no database")
		var runs []time.Duration
		chore := lease.NewChore("sweep", 10*time.Minute, func(_ context.Context, now time.Time) error {
			runs = append(runs, now.Sub(start))
			if len(runs) == 2 {
				return fails
			}
			return nil
		})
		sys.Spawn(lease.New(lease.Config{Store: new(lease.Alone)}).Run(chore))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if last := chore.Last(); !last.Here || last.Err != fails || !last.Done.Equal(start) {
			t.Errorf("after a failure it says %+v", last)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		want := []time.Duration{0, 10 * time.Minute, 11 * time.Minute}
		if len(runs) != 3 || runs[0] != want[0] || runs[1] != want[1] || runs[2] != want[2] {
			t.Errorf("it ran at %v, want %v", runs, want)
		}
		if err := sys.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		if last := chore.Last(); last.Here || last.Err != nil {
			t.Errorf("after the end it says %+v", last)
		}
	})
}

// A chore that takes too long is told to stop, and so is one that loses its
// lease.
func TestAChoreHasATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		tookc := make(chan time.Duration)
		chore := lease.NewChore("sweep", time.Minute, func(ctx context.Context, now time.Time) error {
			<-ctx.Done()
			tookc <- time.Since(now)
			return ctx.Err()
		})
		database := &line{Leases: new(lease.Alone)}
		sys.Spawn(lease.New(lease.Config{Store: database}).Run(chore))
		if took := <-tookc; took != time.Minute {
			t.Errorf("it was stopped after %v, want a minute", took)
		}
		time.Sleep(time.Minute + time.Second) // into the next run
		database.set(refused)
		if took := <-tookc; took > 15*time.Second {
			t.Errorf("it was stopped %v after it began, want 15 s at most", took)
		}
		if err := sys.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
