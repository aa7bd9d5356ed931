package actor

import (
	"runtime"
	"sync/atomic"
)

// gate is the word through which a process and those who end it agree.
//
// Go can't stop a goroutine from outside, so a killed process may still be
// running. What is promised (S55, S5, S1) is that after the kill it does nothing
// more through the runtime, that its links and names go at once, and that what
// it sent before stays ahead of the news of its death. For that, everything it
// does that others can see is an operation, between enter and leave:
//
//   - a kill that finds the process outside any operation carries out its death
//     itself: no operation can begin any more;
//   - a kill that finds it inside one leaves that to the process, which does it
//     when the operation is complete. Operations never wait.
//
// A milder exit only asks: the process finds the exiting bit at its next
// operation or wait, and unwinds.
type gate struct{ word atomic.Uint64 }

const (
	busyBit    = 1 << iota // inside an operation
	exitingBit             // has to leave
	killedBit              // has to do nothing more

	oneOperation = 1 << 8 // the bits above count operations
)

// enter begins an operation. It unwinds the process if that has to leave.
func (p *Process) enter() {
	if p.gate.word.Add(busyBit|oneOperation)&(exitingBit|killedBit) != 0 {
		p.leave()
		p.unwind()
	}
}

// leave ends the operation that enter began.
func (p *Process) leave() {
	if p.gate.word.Add(^uint64(busyBit-1))&killedBit != 0 {
		p.die()
	}
}

// leaving tells whether the process has to leave, or left.
func (p *Process) leaving() bool {
	return p.gate.word.Load()&(exitingBit|killedBit) != 0
}

// checkpoint unwinds the process if it has to leave.
func (p *Process) checkpoint() {
	if p.leaving() {
		p.unwind()
	}
}

// unwind leaves the process's code by running its deferred functions. Not by a
// panic: code in between that recovers, such as a template engine, would take
// it for its own.
func (p *Process) unwind() {
	p.own().unwinding = true
	runtime.Goexit()
}
