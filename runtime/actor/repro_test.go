package actor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func quiet() Config { return Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))} }

type once struct{}

func (once) Handle(p *Process, m any) error { return nil }
func (once) HandleCall(p *Process, r Request) error {
	r.Reply(r.Body, nil)
	return errors.New("reason of another")
}

// B1 call to a living one fails with the reason of another.
func TestReproCallReuse(t *testing.T) {
	s := NewSystem(quiet())
	var wg sync.WaitGroup
	b := s.SpawnHandler(echo{})
	for range 4 {
		wg.Add(1)
		s.Spawn(func(p *Process) error {
			defer wg.Done()
			for i := range 20000 {
				a := p.SpawnHandler(once{})
				p.Call(context.Background(), a, i)
				if v, err := p.Call(context.Background(), b, i); err != nil || v != i {
					t.Errorf("call %d to b: %v %v", i, v, err)
					return nil
				}
			}
			return nil
		})
	}
	wg.Wait()
}

func TestReproSysCallReuse(t *testing.T) {
	s := NewSystem(quiet())
	var wg sync.WaitGroup
	b := s.SpawnHandler(echo{})
	c := s.SpawnHandler(echo{})
	for g := range 8 {
		wg.Go(func() {
			to := b
			if g%2 == 0 {
				to = c
			}
			for i := range 20000 {
				if v, err := s.Call(context.Background(), to, i); err != nil || v != i {
					t.Errorf("call %d: %v %v", i, v, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestReproStartRace(t *testing.T) {
	s := NewSystem(quiet())
	for range 2000 {
		Start(context.Background(), s, Run(func(p *Process) error { return nil }))
	}
}

// adopt after kill
func TestReproAdopt(t *testing.T) {
	s := NewSystem(quiet())
	stop := make(chan bool)
	var wg sync.WaitGroup
	var parent atomic.Pointer[PID]
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				for pid := range s.Processes() {
					if pp := parent.Load(); pp != nil && pid != *pp {
						s.Exit(pid, Kill)
					}
				}
			}
		})
	}
	done := make(chan string, 1)
	s.Spawn(func(p *Process) error {
		self := p.Self()
		parent.Store(&self)
		for i := range 30000 {
			_, ref := p.SpawnMonitor(func(p *Process) error { p.Receive(); return nil })
			d, ok := p.ReceiveTimeout(3 * time.Second)
			if !ok || d.(Down).Ref != ref {
				done <- fmt.Sprint("lost down at ", i)
				return nil
			}
		}
		done <- ""
		return nil
	})
	if m := <-done; m != "" {
		t.Error(m)
	}
	close(stop)
	wg.Wait()
}

func TestReproRegisterSelf(t *testing.T) {
	s := NewSystem(quiet())
	for i := range 20000 {
		up := make(chan bool)
		pid := s.Spawn(func(p *Process) error {
			p.Register("me")
			close(up)
			for {
				p.Register("me")
			}
		})
		<-up
		s.Exit(pid, Kill)
		deadline := time.Now().Add(3 * time.Second)
		for {
			if _, err := s.Wait(context.Background(), pid); err == nil && len(s.Stuck()) == 0 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatal("livelock at ", i)
			}
		}
	}
}

func TestReproTick(t *testing.T) {
	s := NewSystem(quiet())
	done := make(chan string, 1)
	s.Spawn(func(p *Process) error {
		tm := p.SendEvery(time.Millisecond, p.Self(), "tick")
		p.SendAfter(20*time.Millisecond, p.Self(), 5)
		ReceiveFor[int](p, Forever) // skips ticks
		ok := tm.Cancel()
		n := 0
		for {
			if _, got := p.ReceiveTimeout(0); !got {
				break
			}
			n++
		}
		done <- fmt.Sprint(ok, n)
		return nil
	})
	if m := <-done; m != "true 0" {
		t.Error("cancelled, ticks after:", m)
	}
}

func TestReproTimerMsg(t *testing.T) {
	s := NewSystem(quiet())
	done := make(chan any, 1)
	s.Spawn(func(p *Process) error {
		tm := p.SendAfter(time.Hour, p.Self(), "later")
		p.Send(p.Self(), tm)
		done <- p.Receive()
		return nil
	})
	if m := <-done; m == "later" {
		t.Error("got", m)
	}
}

func TestReproExitNil(t *testing.T) {
	s := NewSystem(quiet())
	pid := s.Spawn(func(p *Process) error { p.Receive(); return nil })
	c := make(chan error, 1)
	go func() { r, _ := s.Wait(context.Background(), pid); c <- r }()
	s.Exit(pid, nil)
	select {
	case r := <-c:
		t.Error(r)
	case <-time.After(100 * time.Millisecond):
	}
}

func TestReproCallNormal(t *testing.T) {
	s := NewSystem(quiet())
	done := make(chan any, 1)
	s.Spawn(func(p *Process) error {
		srv := p.Spawn(func(p *Process) error { p.Receive(); return nil })
		p.TrapExit(true)
		p.SpawnLink(func(p *Process) error {
			_, err := p.Call(context.Background(), srv, 1)
			return err
		})
		r := p.Receive().(Exit).Reason
		done <- r
		return nil
	})
	r := (<-done).(error)
	if errors.Is(r, Normal) || !IsFault(r) {
		t.Errorf("%v counts as normal", r)
	}
}

func TestReproGoPanicLate(t *testing.T) {
	s := NewSystem(quiet())
	c := make(chan bool)
	pid := s.Spawn(func(p *Process) error {
		p.Receive()
		p.Go(func(ctx context.Context) { <-ctx.Done(); panic("late") })
		return nil
	})
	go func() { r, _ := s.Wait(context.Background(), pid); t.Log(r); close(c) }()
	for s.Count() == 0 {
	}
	time.Sleep(time.Millisecond)
	s.Send(pid, 1)
	<-c
}

func TestReproGoKilled(t *testing.T) {
	s := NewSystem(quiet())
	c := make(chan bool)
	up := make(chan bool)
	pid := s.Spawn(func(p *Process) error {
		p.Go(func(ctx context.Context) { <-c })
		close(up)
		p.Receive()
		return nil
	})
	<-up
	s.Exit(pid, Kill)
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if err := s.Stop(ctx); err == nil {
		t.Error("Stop returned nil while a goroutine of the process runs")
	}
	close(c)
}

type nilErr struct{ err error }

func (e *nilErr) Error() string { return "x" }
func (e *nilErr) Unwrap() error { return e.err }

func TestReproTypedNil(t *testing.T) {
	s := NewSystem(quiet())
	done := make(chan any, 1)
	s.Spawn(func(p *Process) error {
		p.TrapExit(true)
		p.SpawnLink(func(p *Process) error { var e *nilErr; return e })
		done <- p.Receive()
		return nil
	})
	t.Log(<-done)
}
