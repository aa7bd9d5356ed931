package actor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// latecomer is up, or fails, some time after its Init.
type latecomer struct{ fails error }

func (l latecomer) Init(p *actor.Process) error {
	p.SendAfter(time.Second, p.Self(), "now")
	return actor.ErrNotYet
}

func (l latecomer) Handle(p *actor.Process, _ any) error {
	p.Up()
	p.Up() // says nothing new
	return l.fails
}

func (l latecomer) HandleCall(_ *actor.Process, r actor.Request) error {
	r.Reply(r.Body, nil)
	return nil
}

func late(fails error) actor.Starter {
	return actor.RunHandler(func() actor.Handler { return latecomer{fails} })
}

// Start waits for Up, and the process handles messages meanwhile.
func TestStartNotYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(context.Background())
		begun := time.Now()
		go func() {
			synctest.Wait()
			for pid := range sys.Processes() {
				if v, err := sys.Call(t.Context(), pid, 1); v != 1 || err != nil {
					t.Errorf("call before it is up: got %v, %v", v, err)
				}
			}
		}()
		pid, err := actor.Start(t.Context(), sys, late(nil))
		if err != nil || !sys.Alive(pid) {
			t.Fatalf("start: got %v, %v", pid, err)
		}
		if took := time.Since(begun); took != time.Second {
			t.Errorf("was up after %v, want 1s", took)
		}
	})
}

// A process that exits before Up has failed to start.
func TestStartNotYetFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(context.Background())
		broken := errors.New("broken")
		never := actor.RunHandler(func() actor.Handler { return gaveUp{broken} })
		if _, err := actor.Start(t.Context(), sys, never); !errors.Is(err, broken) {
			t.Errorf("start: got %v, want %v", err, broken)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := actor.Start(ctx, sys, late(nil)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("start with too little time: got %v", err)
		}
		if n := sys.Count(); n != 0 {
			t.Errorf("%d processes are left", n)
		}
	})
}

// Reported waits for Up too, and says it once.
func TestReportedNotYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(context.Background())
		done := make(chan struct{})
		sys.Spawn(func(p *actor.Process) error {
			defer close(done)
			pid := late(nil)(p, actor.Reported())
			if msg, ok := p.ReceiveTimeout(time.Second / 2); ok {
				t.Errorf("received %v before it was up", msg)
			}
			if msg := p.Receive(); msg != (actor.Started{PID: pid}) {
				t.Errorf("received %v", msg)
			}
			if msg, ok := p.ReceiveTimeout(time.Second); ok {
				t.Errorf("received %v after it was up", msg)
			}
			return nil
		})
		<-done
	})
}

// gaveUp exits at the first message, without having been up.
type gaveUp struct{ reason error }

func (g gaveUp) Init(p *actor.Process) error {
	p.Send(p.Self(), "now")
	return actor.ErrNotYet
}

func (g gaveUp) Handle(*actor.Process, any) error { return g.reason }
