package actor

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Process is a running actor as its own code sees it: what it may do to itself
// and to others. It is passed to the code that the process runs, and may be used
// only on that goroutine. Others know the process by its [PID].
//
// A process that has to exit leaves its code at its next call of a method here:
// its deferred functions run and nothing can recover it. While they run, Send
// returns [ErrExiting] and a call that waits unwinds again, skipping the rest of
// that deferred function: clean up first. None of this applies to a process that
// exits of its own accord, by Stop, a return or a panic, unless it is killed.
//
// It is laid out by cache lines, to make messages cheap: senders write the first,
// the process writes the second, and the third is hardly ever written.
type Process struct {
	id      uint64
	mu      sync.Mutex // guards the fields marked so; never held across user code or a wait
	mailbox mailbox    // its first part fills the first line

	private *private // touched only by the process itself; see own
	sys     *System
	calling atomic.Pointer[call] // its call, open or ready for reuse
	state   state
	inited  bool // a handler's Init has succeeded; owned by the process
	trap    bool // guarded by mu
	dead    bool // guarded by mu

	bonds   *bonds  // guarded by mu; nil: none yet
	handler Handler // nil: a function, on its own goroutine
	parent  PID     // the spawner
	born    uint64  // numbers the system's processes
	reason  error   // guarded by mu; why it exits: the first reason stands, unless killed
}

// private is state that most processes never need, used by their goroutine alone.
type private struct {
	unwinding  bool
	skipped    []any // queued messages put aside by a selective receive, in order
	hooks      []func(reason error)
	goroutines sync.WaitGroup // of Go
	refs       uint64         // monitors made
	coming     *spawning      // reports that the process is up, if its Init put that off
}

func (p *Process) own() *private {
	if p.private == nil {
		p.private = new(private)
	}
	return p.private
}

// Self returns the process's PID.
func (p *Process) Self() PID { return PID{p.sys.node, p.id} }

// Parent returns the process that spawned this one; zero if the system did.
func (p *Process) Parent() PID { return p.parent }

// System returns the system that the process runs in.
func (p *Process) System() *System { return p.sys }

// Log returns the system's logger with the process's PID, and its name if it has
// one, on every line.
func (p *Process) Log() *slog.Logger {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bonds == nil || len(p.bonds.names) == 0 {
		return p.sys.log.With("pid", p.Self())
	}
	return p.sys.log.With("pid", p.Self(), "name", p.bonds.names[0])
}

// Context returns a context that is cancelled as soon as the process has to exit,
// so that code waiting elsewhere, for a database or a socket, can leave. Its
// cause is the exit reason.
func (p *Process) Context() context.Context {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.bond()
	if b.ctx == nil {
		b.ctx, b.cancel = context.WithCancelCause(context.Background())
		if p.leaving() {
			b.cancel(p.reason)
		}
	}
	return b.ctx
}

// Go runs f on a goroutine that belongs to the process: the process does not end
// before f has returned, and a panic in f is the process's. f must return when
// its context, which is the process's, is cancelled. f is not the process: it
// must send through the System.
func (p *Process) Go(f func(ctx context.Context)) {
	ctx := p.Context()
	p.checkpoint()
	p.own().goroutines.Go(func() {
		defer func() {
			if v := recover(); v != nil {
				p.blame(p.panicked(v))
			}
		}()
		f(ctx)
	})
}

// OnExit makes f run when the process exits, for any reason; functions run in
// reverse order. f runs on the process's goroutine and may send, unless the
// process was made to exit from outside (see [Process]).
func (p *Process) OnExit(f func(reason error)) {
	o := p.own()
	o.hooks = append(o.hooks, f)
}

// TrapExit sets whether exit signals from others end the process or, when on,
// arrive as [Exit] messages. Kill ends it in either case. It returns the previous
// setting.
func (p *Process) TrapExit(on bool) (before bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before, p.trap = p.trap, on
	return before
}

// Stop ends the process with this reason, [Normal] when nil. It does not return:
// the deferred functions run and, unlike those of a process made to exit from
// outside, may still send.
func (p *Process) Stop(reason error) {
	if reason == nil {
		reason = Normal
	}
	p.mu.Lock()
	if p.reason == nil {
		p.reason = reason
	}
	p.mu.Unlock()
	runtime.Goexit()
}
