package actor

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Process is a running actor, as its own code sees it: what it may do to
// itself and to others. It is handed to the code the process runs and is used
// on that goroutine only. Others know the process by its [PID].
//
// A process that has to exit leaves its code at its next call of a method here:
// its deferred functions run and nothing can recover it. While they run, Send
// returns [ErrExiting] and whatever waits unwinds once more, past the rest of
// that deferred function: clean up first. One that exits on its own account, by
// Stop, a return or a panic, does as it likes meanwhile; only a kill hurries it.
//
// It is laid out by cache lines, for messages to cost little: the first is
// written by senders, the second by the process, the third hardly ever.
type Process struct {
	id      uint64
	mu      sync.Mutex // guards what says so; never held across user code or a wait
	mailbox mailbox    // its first part ends the first line

	private *private // what only the process itself touches; see own
	sys     *System
	calling atomic.Pointer[call] // its call, on or to be used again
	state   state
	inited  bool // a handler's Init has succeeded; the process's own
	trap    bool // guarded by mu
	dead    bool // guarded by mu

	bonds   *bonds  // guarded by mu; nil: none yet
	handler Handler // nil: a function, on its own goroutine
	parent  PID     // who spawned it
	born    uint64  // counts the system's processes
	reason  error   // guarded by mu; why it exits: the first one stands, but for a kill
}

// private is what most processes never need, touched by their goroutine alone.
type private struct {
	unwinding  bool
	skipped    []any // put aside by a selective receive, in order, as they were queued
	hooks      []func(reason error)
	goroutines sync.WaitGroup // of Go
	refs       uint64         // monitors made
	coming     *spawning      // who must hear that it is up, if its Init put that off
}

func (p *Process) own() *private {
	if p.private == nil {
		p.private = new(private)
	}
	return p.private
}

// Self is the process's PID.
func (p *Process) Self() PID { return PID{p.sys.node, p.id} }

// Parent is the process that spawned this one; zero if the system did.
func (p *Process) Parent() PID { return p.parent }

// System is the system the process runs in.
func (p *Process) System() *System { return p.sys }

// Log is the system's logger with the process's PID, and its name if it has one,
// on every line.
func (p *Process) Log() *slog.Logger {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bonds == nil || len(p.bonds.names) == 0 {
		return p.sys.log.With("pid", p.Self())
	}
	return p.sys.log.With("pid", p.Self(), "name", p.bonds.names[0])
}

// Context is cancelled as soon as the process has to exit, so that code which
// waits elsewhere, for a database or a socket, can leave. Its cause is the exit
// reason.
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

// Go runs f on a goroutine that belongs to the process: the process is not gone
// before f has returned, and a panic in f is the process's. f leaves when its
// context, the process's, is cancelled. f is not the process: it sends through
// the System.
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

// OnExit has f run when the process exits, whatever the reason; the last one
// given runs first. f is on the process's goroutine and may send, unless the
// process was made to exit from outside (see [Process]).
func (p *Process) OnExit(f func(reason error)) {
	o := p.own()
	o.hooks = append(o.hooks, f)
}

// TrapExit decides what exit signals from others do: end the process, or, when
// on, arrive as [Exit] messages. Kill ends it all the same. It returns how it
// was before.
func (p *Process) TrapExit(on bool) (before bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before, p.trap = p.trap, on
	return before
}

// Stop ends the process with this reason, [Normal] when nil. It does not return:
// the deferred functions run, and unlike those of a process that is made to exit
// from outside they may still send.
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
