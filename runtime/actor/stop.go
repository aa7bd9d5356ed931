package actor

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

// A StopError names the processes that did not leave before the deadline of
// [System.Stop]. They were killed.
type StopError struct {
	Late  []PID // had to be killed
	Stuck []PID // those of them whose code still runs: Go can't stop it
	Cause error // why the wait ended
}

func (e *StopError) Error() string {
	return fmt.Sprintf("%d processes did not stop in time, %d are stuck in code that does not return: %v",
		len(e.Late), len(e.Stuck), e.Cause)
}

func (e *StopError) Unwrap() error { return e.Cause }

// Stop ends all processes and returns when their code has ended. Those that the
// system spawned are asked first, the youngest first, each given time to leave
// before the next one is asked; then all others are. When ctx ends before they
// have, what is left is killed and a [StopError] names it; without a deadline, a
// process that traps exits and does not leave is waited for. What is spawned
// meanwhile exits at once, for [Shutdown]. It is not for a process to call: that
// would wait for itself.
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

// roots are the processes without a parent, the youngest first.
func (s *System) roots() []PID {
	var pids []PID
	for _, p := range slices.Backward(s.byAge()) {
		if p.parent.IsZero() {
			pids = append(pids, p.Self())
		}
	}
	return pids
}

// Stuck lists the processes that were killed and whose code has not ended yet.
// Nobody can reach them any more; they hold a goroutine, and whatever it holds.
func (s *System) Stuck() []PID {
	var pids []PID
	s.undead.Range(func(p, _ any) bool {
		pids = append(pids, p.(*Process).Self())
		return true
	})
	return pids
}

// expectEnd keeps an eye on a killed process until its code has ended, and says
// so in the log if that takes long.
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

// gone is called when the process's code has ended, or found to have.
func (s *System) gone(p *Process) {
	first := p.state.bits.Or(endedBit)&endedBit == 0 // before the look into undead: see expectEnd
	if t, ok := s.undead.LoadAndDelete(p); ok {
		t.(*time.Timer).Stop()
	}
	if first {
		s.table.ended.Done()
	}
}
