package actor

import (
	"runtime"
	"sync/atomic"
)

// state is how far a process is on its way out. It is read at every operation
// and written a few times in a life.
//
// Go can't stop a goroutine from outside, so a killed process may still be
// running. What is promised (S1, S5, S55) is that after the kill it does nothing
// that others could see, and that its links and names go at once. That needs no
// handshake with it: whatever it does to another process it does under that
// one's lock, and looks there whether it was killed. Whoever kills it sets the
// bit first and then takes the same locks to spread the news; so what the victim
// did is in order before the news, or did not happen.
//
// A milder exit only asks: the process finds the bit at its next operation or
// wait, and unwinds.
type state struct{ bits atomic.Uint32 }

const (
	exitingBit = 1 << iota // has to leave
	killedBit              // has to do nothing more
	endedBit               // its code has ended
)

// leaving tells whether the process has to leave, or left.
func (p *Process) leaving() bool { return p.state.bits.Load() != 0 }

// killed tells whether the process has to do nothing more.
func (p *Process) killed() bool { return p.state.bits.Load()&killedBit != 0 }

// checkpoint unwinds the process if it has to leave. Every operation starts with
// it.
func (p *Process) checkpoint() {
	if p.leaving() {
		p.unwind()
	}
}

// unwind leaves the process's code by running its deferred functions. Not by a
// panic: code in between that recovers, such as a template engine, would take
// it for its own.
//
//go:noinline
func (p *Process) unwind() { // so that checkpoint is inlined
	p.own().unwinding = true
	runtime.Goexit()
}
