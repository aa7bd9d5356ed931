package actor

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

// A StopError names the processes that did not exit before the deadline of
// [System.Stop]. They were killed.
type StopError struct {
	Late  []PID // the processes that were killed
	Stuck []PID // those of them whose code still runs: Go can't stop it
	Cause error // why the wait ended
}

func (e *StopError) Error() string {
	return fmt.Sprintf("%d processes did not stop in time, %d are stuck in code that does not return: %v",
		len(e.Late), len(e.Stuck), e.Cause)
}

func (e *StopError) Unwrap() error { return e.Cause }

// Stop ends all processes and returns when their code has ended. It first asks
// the processes that the system spawned to exit, the youngest first, waiting for
// each before it asks the next; then it asks all others. If ctx ends before they
// have exited, the rest are killed and a [StopError] names them. Without a
// deadline, Stop waits for ever for a process that traps exits and does not exit.
// A process spawned meanwhile exits at once, with [Shutdown]. A process must not
// call Stop: it would wait for itself.
func (s *System) Stop(ctx context.Context) error {
	s.table.close()
	for _, p := range s.roots() {
		s.Exit(p, Shutdown)
		if s.Wait(ctx, p); ctx.Err() != nil {
			break
		}
	}
	for p := range s.Processes() {
		s.Exit(p, Shutdown)
	}
	ended := make(chan struct{})
	go func() {
		s.table.ended.Wait()
		s.pool.close()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
	}
	e := &StopError{Late: slices.Collect(s.Processes()), Cause: context.Cause(ctx)}
	for _, p := range e.Late {
		s.Exit(p, Kill)
	}
	select {
	case <-ended:
	case <-time.After(lastGasp):
		e.Stuck = s.Stuck()
	}
	if len(e.Late) == 0 && len(e.Stuck) == 0 {
		return nil
	}
	return e
}

// lastGasp is how long killed processes have to run their deferred functions
// before Stop calls them stuck.
const lastGasp = 100 * time.Millisecond

// roots returns the processes without a parent, the youngest first.
func (s *System) roots() []PID {
	var pids []PID
	for _, p := range slices.Backward(s.byAge()) {
		if p.parent.IsZero() {
			pids = append(pids, p.Self())
		}
	}
	return pids
}

// Stuck lists the killed processes whose code has not ended yet. Nobody can reach
// them any more; each holds a goroutine, and whatever that holds.
func (s *System) Stuck() []PID {
	var pids []PID
	s.undead.Range(func(p, _ any) bool {
		pids = append(pids, p.(*Process).Self())
		return true
	})
	return pids
}

// expectEnd watches a killed process until its code has ended, and logs it if
// that takes long.
func (s *System) expectEnd(p *Process) {
	after := s.stuckAfter
	if after < 0 {
		after = math.MaxInt64
	}
	s.undead.Store(p, time.AfterFunc(after, func() {
		s.log.Error("killed process is stuck: its code does not return", "pid", p.Self())
	}))
	if p.state.bits.Load()&endedBit != 0 {
		s.gone(p)
	}
}

// gone is called when the process's code has ended, or is found to have.
func (s *System) gone(p *Process) {
	first := p.state.bits.Or(endedBit)&endedBit == 0 // set before undead is read: see expectEnd
	if t, ok := s.undead.LoadAndDelete(p); ok {
		t.(*time.Timer).Stop()
	}
	if first {
		s.table.ended.Done()
	}
}
