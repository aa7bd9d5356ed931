package actor

import (
	"sync"
	"sync/atomic"
)

// pool lends goroutines to handlers that have something to do. The one that
// finished last is lent first: its stack has grown to what handlers need, and
// is still in the cache. Without a free one it starts another, so that handlers
// may block.
type pool struct {
	last   atomic.Pointer[worker] // the one that finished last: lent without the lock
	closed atomic.Bool

	mu   sync.Mutex // guards idle
	idle []*worker  // those that finished before, the last of them at the end
}

// idleWorkers is how many goroutines are kept at most while there is nothing to
// do for them.
const idleWorkers = 64

// A worker is a goroutine of the pool. Where it sits it is given the message that
// p was woken with.
type worker struct {
	seat seat // its L is the worker
	pool *pool
	p    *Process // whose code it is to run; nil: none, and its goroutine ends
}

// start has a worker attend p. It never waits.
func (pl *pool) start(p *Process, first any) {
	w := pl.last.Swap(nil)
	if w == nil {
		w = pl.older()
	}
	if w == nil {
		w = &worker{pool: pl, p: p}
		w.seat.L = w
		go w.run(first)
		return
	}
	w.p = p
	w.seat.give(first)
}

// older is a worker that finished before the last one; nil: there is none.
func (pl *pool) older() *worker {
	pl.mu.Lock()
	defer pl.mu.Unlock()
	n := len(pl.idle)
	if n == 0 {
		return nil
	}
	w := pl.idle[n-1]
	pl.idle = pl.idle[:n-1]
	return w
}

// keep takes a worker that is free, and wakes one to end if there are too many.
func (pl *pool) keep(w *worker) {
	before := pl.last.Swap(w)
	if pl.closed.Load() {
		pl.close() // again, for this one
	}
	if before == nil {
		return
	}
	pl.mu.Lock()
	defer pl.mu.Unlock()
	if len(pl.idle) == idleWorkers || pl.closed.Load() {
		before.seat.give(nil)
		return
	}
	pl.idle = append(pl.idle, before)
}

// size is how many workers are free.
func (pl *pool) size() int {
	pl.mu.Lock()
	defer pl.mu.Unlock()
	if pl.last.Load() != nil {
		return len(pl.idle) + 1
	}
	return len(pl.idle)
}

// close ends the free workers, and the others when they get free.
func (pl *pool) close() {
	pl.closed.Store(true)
	pl.mu.Lock()
	defer pl.mu.Unlock()
	if w := pl.last.Swap(nil); w != nil {
		w.seat.give(nil)
	}
	for _, w := range pl.idle {
		w.seat.give(nil)
	}
	pl.idle = nil
}

func (w *worker) run(first any) {
	defer w.fell()
	for w.p != nil {
		p := w.p
		reason, ended := p.attend(first)
		w.p = nil
		if ended {
			p.finish(reason)
		}
		w.seat.Wait()
		first = w.seat.leave()
	}
}

// Unlock goes into the pool: whoever takes the worker out of it owes the wake-up.
func (w *worker) Unlock() { w.pool.keep(w) }

func (w *worker) Lock() { w.seat.acquire() }

// fell ends the process whose code panicked or unwound, and the worker with it.
func (w *worker) fell() {
	v := recover()
	p := w.p
	if p == nil {
		return // it had ended already; its last function unwound the goroutine
	}
	reason := errGoexit
	if v != nil {
		reason = p.panicked(v)
	}
	w.p = nil
	p.finish(reason)
}
