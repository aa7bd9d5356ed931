package actortest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Probe is a process that does what a test tells it. Its methods are for the
// test's goroutine, and fail the test if the probe can't do as told.
type Probe struct {
	t      testing.TB
	sys    *actor.System
	pid    actor.PID
	todo   chan func(*actor.Process)
	gone   chan struct{} // closed when its code has ended
	reason error         // the exit reason; read once gone is closed
}

// NewProbe spawns a probe. If it is still alive when the test ends, it is killed.
func NewProbe(t testing.TB, sys *actor.System, opts ...actor.Option) *Probe {
	t.Helper()
	b := &Probe{t: t, sys: sys, todo: make(chan func(*actor.Process)), gone: make(chan struct{})}
	b.pid = sys.Spawn(b.run, opts...)
	t.Cleanup(func() { sys.Exit(b.pid, actor.Kill) })
	b.Do(func(*actor.Process) {}) // it is up, and its name, if any, is taken
	return b
}

func (b *Probe) run(p *actor.Process) error {
	p.OnExit(func(reason error) {
		b.reason = reason
		close(b.gone)
	})
	for {
		select {
		case f := <-b.todo:
			f(p)
		case <-p.Context().Done():
			p.Receive() // does not return: the process has to exit
		}
	}
}

// PID returns the probe's PID.
func (b *Probe) PID() actor.PID { return b.pid }

// System returns the probe's system.
func (b *Probe) System() *actor.System { return b.sys }

// Do makes the probe run f on its own goroutine, and returns when f has returned
// or the probe has left f to exit. f must not end the test.
func (b *Probe) Do(f func(p *actor.Process)) {
	b.t.Helper()
	done := make(chan struct{})
	b.Go(func(p *actor.Process) {
		defer close(done)
		f(p)
	})
	select {
	case <-done:
	case <-time.After(patience):
		b.t.Fatalf("%v is still at it after %v", b.pid, patience)
	}
}

// Go is Do without waiting for f to return.
func (b *Probe) Go(f func(p *actor.Process)) {
	b.t.Helper()
	select {
	case b.todo <- f:
	case <-b.gone:
		b.t.Fatalf("%v can do no more: it has exited: %v", b.pid, b.reason)
	case <-time.After(patience):
		b.t.Fatalf("%v is busy after %v", b.pid, patience)
	}
}

// Get is [Probe.Do] for an f that returns a value. It returns the zero T if the
// probe had to exit.
func Get[T any](b *Probe, f func(p *actor.Process) T) (v T) {
	b.t.Helper()
	b.Do(func(p *actor.Process) { v = f(p) })
	return v
}

// Send makes the probe send a message.
func (b *Probe) Send(to actor.PID, msg any) {
	b.t.Helper()
	if err := Get(b, func(p *actor.Process) error { return p.Send(to, msg) }); err != nil {
		b.t.Fatalf("%v sends to %v: %v", b.pid, to, err)
	}
}

// Reason waits until the probe has exited and returns the exit reason.
func (b *Probe) Reason() error {
	b.t.Helper()
	select {
	case <-b.gone:
	case <-time.After(patience):
		b.t.Fatalf("%v has not exited after %v", b.pid, patience)
	}
	b.sys.Wait(b.t.Context(), b.pid) // its code has ended; after this everybody was told
	return b.reason
}

// Expect makes the probe receive its next message, which must be a T.
func Expect[T any](b *Probe) T {
	b.t.Helper()
	msg, ok := b.next(patience)
	if !ok {
		b.t.Fatalf("%v received nothing, want a %T", b.pid, *new(T))
	}
	v, ok := msg.(T)
	if !ok {
		b.t.Fatalf("%v received %T %v, want a %T", b.pid, msg, msg, *new(T))
	}
	return v
}

// ExpectNothing checks that the probe has no message, and that none is on its
// way: it waits until every process is idle. It needs the virtual time of [Run].
func (b *Probe) ExpectNothing() {
	b.t.Helper()
	synctest.Wait()
	if msg, ok := b.next(0); ok {
		b.t.Fatalf("%v received %T %v, want nothing", b.pid, msg, msg)
	}
}

// marker is a message that proves that nothing came before it.
type marker struct{ from actor.PID }

// ExpectNothingFrom checks that the probe has no message, and that none from
// other is on its way: anything other sent earlier would arrive before the marker
// it sends now.
func (b *Probe) ExpectNothingFrom(other *Probe) {
	b.t.Helper()
	other.Send(b.pid, marker{other.pid})
	if m := Expect[marker](b); m.from != other.pid {
		b.t.Fatalf("%v received another's marker", b.pid)
	}
}

func (b *Probe) next(d time.Duration) (msg any, ok bool) {
	b.t.Helper()
	b.Do(func(p *actor.Process) { msg, ok = p.ReceiveTimeout(d) })
	return msg, ok
}
