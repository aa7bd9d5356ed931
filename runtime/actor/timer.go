package actor

import (
	"sync"
	"sync/atomic"
	"time"
)

// A Timer sends a message later, once or repeatedly, and at once if the time has
// passed. It ends with the process it sends to. Its messages are in no order with
// those of any sender. Any goroutine may use it.
type Timer struct {
	sys   *System
	to    PID
	msg   any
	every time.Duration // 0: once
	timer *time.Timer
	entry entry      // as queued in a mailbox
	away  sync.Mutex // held while sending to another node
	state atomic.Uint32
	ahead atomic.Bool // the last message of a repeating timer is still in the mailbox
}

const (
	running = iota
	cancelled
	spent // a one-time message was received
)

// SendAfter sends msg to a process after d.
func (p *Process) SendAfter(d time.Duration, to PID, msg any) *Timer {
	p.checkpoint()
	return p.sys.SendAfter(d, to, msg)
}

// SendEvery sends msg to a process after d and then every d. A slow process
// misses some: there is never more than one in its mailbox, and the next is due d
// after the last was sent. It panics if d is not positive.
func (p *Process) SendEvery(d time.Duration, to PID, msg any) *Timer {
	p.checkpoint()
	return p.sys.SendEvery(d, to, msg)
}

// SendAfter is [Process.SendAfter] for code outside processes.
func (s *System) SendAfter(d time.Duration, to PID, msg any) *Timer {
	return s.startTimer(&Timer{sys: s, to: to, msg: msg}, d)
}

// SendEvery is [Process.SendEvery] for code outside processes.
func (s *System) SendEvery(d time.Duration, to PID, msg any) *Timer {
	if d <= 0 {
		panic("actor: SendEvery needs a positive interval")
	}
	return s.startTimer(&Timer{sys: s, to: to, msg: msg, every: d}, d)
}

func (s *System) startTimer(t *Timer, d time.Duration) *Timer {
	t.entry.timer = t
	q := s.local(t.to)
	if q == nil && s.away(t.to) {
		t.startAway(d)
		return t
	}
	if q == nil {
		t.state.Store(spent)
		return t
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.dead {
		t.state.Store(spent)
		return t
	}
	b := q.bond()
	if b.timers == nil {
		b.timers = make(map[*Timer]struct{})
	}
	b.timers[t] = struct{}{}
	t.timer = time.AfterFunc(d, func() { t.fire(q) })
	return t
}

// fire puts the timer's entry into the mailbox.
func (t *Timer) fire(q *Process) {
	if t.every == 0 {
		t.forget(q)
		q.put(&t.entry, nil)
		return
	}
	if t.ahead.CompareAndSwap(false, true) {
		q.put(&t.entry, nil)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.dead && t.state.Load() == running {
		t.timer.Reset(t.every)
	}
}

// receive reports whether the timer's message from the mailbox still counts.
func (t *Timer) receive() bool {
	if t.every == 0 {
		return t.state.CompareAndSwap(running, spent)
	}
	t.ahead.Store(false)
	return t.state.Load() == running
}

// Cancel stops the timer. If it reports true, the timer was running and no
// message of it is received any more, not even one already in the mailbox.
func (t *Timer) Cancel() bool {
	t.away.Lock()
	stopped := t.state.CompareAndSwap(running, cancelled)
	t.away.Unlock()
	if !stopped {
		return false
	}
	if q := t.sys.local(t.to); q != nil {
		t.forget(q)
	} else if t.timer != nil {
		t.timer.Stop()
	}
	return true
}

// forget detaches the timer from the process it sends to.
func (t *Timer) forget(q *Process) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t.timer.Stop()
	if q.bonds != nil {
		delete(q.bonds.timers, t)
	}
}

// Sleep waits for d, unless the process has to exit.
func (p *Process) Sleep(d time.Duration) {
	p.checkpoint()
	c := newCall() // a call to nobody
	c.begin(nil)
	timer := time.AfterFunc(d, func() { c.end(c.turn(), answered, nil, nil) })
	defer timer.Stop()
	p.ring(c, nil)
	p.checkpoint()
}
