package actor

import (
	"runtime"
	"sync/atomic"
)

// state is how far a process is on its way out. It is read at every operation and
// written a few times in a process's life.
//
// Go can't stop a goroutine from outside, so a killed process may still be
// running. What is promised (S1, S5, S55) is that after the kill it does nothing
// that others could see, and that its links and names go at once. That needs no
// handshake with it: whatever a process does to another it does under the other's
// lock, where it checks whether it was killed. The killer sets the bit first and
// then takes the same locks to spread the news. So whatever the victim did comes
// before the news, or did not happen.
//
// A milder exit only asks: the process finds the bit at its next operation or
// wait, and unwinds.
type state struct{ bits atomic.Uint32 }

const (
	exitingBit = 1 << iota // has to exit
	killedBit              // may do nothing more
	endedBit               // its code has ended
)

// leaving reports whether the process has to exit, or has exited.
func (p *Process) leaving() bool { return p.state.bits.Load() != 0 }

// killed reports whether the process may do nothing more.
func (p *Process) killed() bool { return p.state.bits.Load()&killedBit != 0 }

// checkpoint unwinds the process if it has to exit. Every operation starts with
// it.
func (p *Process) checkpoint() {
	if p.leaving() {
		p.unwind()
	}
}

// unwind leaves the process's code by running its deferred functions. It does not
// panic: code in between that recovers, such as a template engine, would take the
// panic for its own.
//
//go:noinline
func (p *Process) unwind() { // so that checkpoint is inlined
	p.own().unwinding = true
	runtime.Goexit()
}
