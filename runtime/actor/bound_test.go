package actor

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// held starts a process whose code waits until let is closed, and then passes
// received messages to got until it has n.
func held(s *System, n int, opts ...Option) (pid PID, let chan struct{}, got chan any) {
	let, got = make(chan struct{}), make(chan any, n)
	up := make(chan struct{})
	pid = s.Spawn(func(p *Process) error {
		close(up)
		<-let
		for range n {
			got <- p.Receive()
		}
		return nil
	}, opts...)
	<-up
	return pid, let, got
}

func expect(t *testing.T, got <-chan any, want ...any) {
	t.Helper()
	for _, w := range want {
		if m := <-got; m != w {
			t.Errorf("received %v, want %v", m, w)
		}
	}
}

// S53: overflow concerns only users' messages; exits, downs and timers have room.
func TestRefuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		pid, let, got := held(s, 4, Bounded(2, Refuse))
		var errs []error
		for i := range 4 {
			errs = append(errs, s.Send(pid, i))
		}
		if errs[0] != nil || errs[1] != nil || errs[2] != ErrFull || errs[3] != ErrFull {
			t.Errorf("sends gave %v", errs)
		}
		if err := s.SendContext(t.Context(), pid, 9); err != ErrFull {
			t.Errorf("SendContext to a mailbox that refuses gave %v", err)
		}
		if _, err := s.Call(t.Context(), pid, 9); !errors.Is(err, ErrFull) {
			t.Errorf("Call to a mailbox that refuses gave %v", err)
		}
		s.SendAfter(time.Second, pid, "tick")
		s.local(pid).TrapExit(true)
		s.Exit(pid, errors.New("trapped"))
		time.Sleep(2 * time.Second)
		close(let)
		expect(t, got, 0, 1)
		if e, ok := (<-got).(Exit); !ok || e.Reason.Error() != "trapped" {
			t.Errorf("received %v, want the exit", e)
		}
		expect(t, got, "tick")
		if n := s.DeadLetters(); n != 0 {
			t.Errorf("%d dead letters: the senders were told", n)
		}
	})
}

func TestDropOldest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		pid, let, got := held(s, 3, Bounded(3, DropOldest))
		called := make(chan error)
		go func() {
			_, err := s.Call(context.Background(), pid, "a call")
			called <- err
		}()
		synctest.Wait()
		for i := range 1000 {
			if err := s.Send(pid, i); err != nil {
				t.Fatalf("send %d: %v", i, err)
			}
		}
		if err := <-called; !errors.Is(err, ErrFull) {
			t.Errorf("the call that was dropped gave %v", err)
		}
		if n := s.DeadLetters(); n != 997 {
			t.Errorf("%d dead letters, want 997", n)
		}
		close(let)
		expect(t, got, 997, 998, 999)
	})
}

// A sender that waits for room keeps its place, and its order.
func TestBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		pid, let, got := held(s, 6, Bounded(1, Block))
		if err := s.Send(pid, 0); err != nil {
			t.Fatal(err)
		}
		if err := s.Send(pid, 1); err != ErrFull {
			t.Errorf("Send without room gave %v", err)
		}
		sent := make(chan error)
		for i := 1; i <= 4; i++ {
			s.Spawn(func(p *Process) error {
				sent <- p.SendContext(p.Context(), pid, i)
				return nil
			})
			synctest.Wait() // so that they queue up in order
		}
		short, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := s.SendContext(short, pid, "late"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("SendContext past its deadline gave %v", err)
		}
		if _, err := s.Call(short, pid, "late"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Call past its deadline gave %v", err)
		}
		close(let)
		for range 4 {
			if err := <-sent; err != nil {
				t.Errorf("SendContext gave %v", err)
			}
		}
		if err := s.SendContext(context.Background(), pid, 5); err != nil {
			t.Error(err)
		}
		expect(t, got, 0, 1, 2, 3, 4, 5)
	})
}

// S54: a sender that waits for room stops waiting when the receiver ends, or when
// it has to exit itself.
func TestBlockedSenderWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		pid, let, _ := held(s, 100, Bounded(1, Block))
		defer close(let)
		s.Send(pid, 0)
		victim := s.Spawn(func(p *Process) error { return p.SendContext(p.Context(), pid, "from a victim") })
		sent := make(chan error, 2)
		go func() { sent <- s.SendContext(context.Background(), pid, 1) }()
		go func() {
			_, err := s.Call(context.Background(), pid, 2)
			sent <- err
		}()
		ended := make(chan error, 1)
		go func() {
			reason, _ := s.Wait(context.Background(), victim)
			ended <- reason
		}()
		synctest.Wait()
		s.Exit(victim, errors.New("enough"))
		if reason := <-ended; reason == nil || reason.Error() != "enough" {
			t.Errorf("a blocked sender that was made to exit ended with %v", reason)
		}
		s.Exit(pid, Kill)
		a, b := <-sent, <-sent
		if a != nil {
			a, b = b, a
		}
		if a != nil || !errors.Is(b, Killed) {
			t.Errorf("with the receiver dead, the send gave %v and the call %v", a, b)
		}
		if n := s.DeadLetters(); n != 1 {
			t.Errorf("%d dead letters, want the one that waited; what is queued comes when the code ends", n)
		}
	})
}

func TestWatchDeadLetters(t *testing.T) {
	s := NewSystem(Config{})
	defer s.Stop(context.Background())
	gone := s.Spawn(func(*Process) error { return nil })
	s.Wait(t.Context(), gone)
	got := make(chan any, 1)
	up := make(chan struct{})
	s.Spawn(func(p *Process) error {
		p.WatchDeadLetters()
		p.WatchDeadLetters() // once is enough
		close(up)
		got <- p.Receive()
		return nil
	})
	<-up
	s.Send(gone, "hello")
	expect(t, got, DeadLetter{gone, "hello"})
}

// A process that fell far behind receives all messages, in order, and only then
// waits.
func TestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		const n = 10*largeBatch + smallBatch/2
		pid, let, got := held(s, n+1)
		for i := range n {
			s.Send(pid, i)
		}
		close(let)
		synctest.Wait()
		s.Send(pid, n)
		for i := range n + 1 {
			if m := <-got; m != i {
				t.Fatalf("received %v, want %d", m, i)
			}
		}
	})
}

// Messages that a selective receive puts aside count until they are received, and
// show.
func TestBoundCountsWhatIsPutAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		for _, bounded := range []bool{true, false} {
			var opts []Option
			if bounded {
				opts = append(opts, Bounded(10, Refuse))
			}
			got := make(chan any, 10)
			pid := s.Spawn(func(p *Process) error {
				ReceiveFor[string](p, time.Hour)
				for range 10 {
					got <- p.Receive()
				}
				return nil
			}, opts...)
			taken := 0
			for i := range 20 {
				if s.Send(pid, i) == nil {
					taken++
				}
				synctest.Wait()
			}
			info, _ := s.Info(pid)
			if want := map[bool]int{true: 10, false: 20}[bounded]; taken != want || info.Mailbox != want {
				t.Errorf("bounded %v: %d messages were taken and %d shown, want %d", bounded, taken, info.Mailbox, want)
			}
			time.Sleep(2 * time.Hour) // the selective receive gives up
			expect(t, got, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
		}
	})
}

// One dead letter does not empty the mailbox of a watcher that drops the oldest.
func TestDeadLetterDropsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		gone := s.Spawn(func(*Process) error { return nil })
		let, got := make(chan struct{}), make(chan any, 3)
		watcher := s.Spawn(func(p *Process) error {
			p.WatchDeadLetters()
			<-let
			for range 3 {
				got <- p.Receive()
			}
			return nil
		}, Bounded(3, DropOldest))
		synctest.Wait()
		for i := range 3 {
			s.Send(watcher, i)
		}
		s.Send(gone, "too late")
		close(let)
		expect(t, got, 0, 1, 2)
	})
}

// A flooded process is small again when it is idle.
func TestIdleGivesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSystem(Config{})
		defer s.Stop(context.Background())
		const n = 4 * largeBatch
		pid, let, got := held(s, n+1)
		for i := range n {
			s.Send(pid, i)
		}
		close(let)
		synctest.Wait()
		if b := &s.local(pid).mailbox; len(got) != n || b.out != nil || b.spare != nil || b.first != nil {
			t.Errorf("after %d messages an idle mailbox holds batches", len(got))
		}
	})
}

// answerer answers every call.
type answerer struct{}

func (answerer) Handle(*Process, any) error             { return nil }
func (answerer) HandleCall(_ *Process, r Request) error { r.Reply(r.Body, nil); return nil }

// Calls that a handler has answered take no room any more.
func TestAnsweredCallsAreNotCounted(t *testing.T) {
	s := NewSystem(Config{})
	defer s.Stop(context.Background())
	pid := s.SpawnHandler(answerer{}, Bounded(2, Refuse))
	for i := range 10 {
		if got, err := s.Call(t.Context(), pid, i); got != i || err != nil {
			t.Fatalf("call %d: %v, %v", i, got, err)
		}
	}
	if i, _ := s.Info(pid); i.Mailbox != 0 {
		t.Errorf("%d messages wait", i.Mailbox)
	}
}
