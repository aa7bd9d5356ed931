package actor

import (
	"testing"
	"testing/synctest"
)

// A gated handler handles a message when its gate is open.
type gated chan struct{}

func (gate gated) Handle(*Process, any) error {
	<-gate
	return nil
}

// Excess workers end, and in a closed pool all do: idle ones, and busy ones once
// they are idle. The bubble checks that none is left.
func TestPoolEndsWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := NewSystem(Config{})
		soon, late := make(gated), make(gated)
		for range idleWorkers + 10 {
			sys.Send(sys.SpawnHandler(soon), 1)
		}
		sys.Send(sys.SpawnHandler(late), 1)
		size := func(what string, want int) {
			t.Helper()
			synctest.Wait()
			if n := sys.pool.size(); n != want {
				t.Errorf("%s: %d workers are free, want %d", what, n, want)
			}
		}
		size("all have to wait", 0)
		close(soon)
		size("most are done", idleWorkers+1) // with the last one
		sys.pool.close()
		size("the pool is closed", 0)
		close(late)
		size("all are done", 0)
	})
}
