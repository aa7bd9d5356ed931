package actor

import (
	"sync"
	"sync/atomic"
)

// pool lends goroutines to handlers that have messages to handle. The goroutine
// that finished last is lent first: its stack has grown to the size handlers
// need, and is still in the cache. If none is free it starts another, so that
// handlers may block.
type pool struct {
	last   atomic.Pointer[worker] // the worker that finished last; lent without the lock
	closed atomic.Bool

	mu   sync.Mutex // guards idle
	idle []*worker  // workers that finished before it, the most recent at the end
}

// idleWorkers is the most goroutines kept while there is nothing for them to do.
const idleWorkers = 64

// A worker is a goroutine of the pool. At its seat it is handed the message that
// p was woken with.
type worker struct {
	seat seat // its L is the worker
	pool *pool
	p    *Process // whose code it is to run; nil: its goroutine ends
}

// start makes a worker attend p. It never waits.
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

// older returns a worker that finished before the last one, or nil.
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

// keep takes back a free worker, and ends one if there are too many.
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

// size returns the number of free workers.
func (pl *pool) size() int {
	pl.mu.Lock()
	defer pl.mu.Unlock()
	if pl.last.Load() != nil {
		return len(pl.idle) + 1
	}
	return len(pl.idle)
}

// close ends the free workers, and busy ones when they become free.
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

// Unlock returns the worker to the pool: whoever takes it out owes the wake-up.
func (w *worker) Unlock() { w.pool.keep(w) }

func (w *worker) Lock() { w.seat.acquire() }

// fell ends the process whose code panicked or unwound, and its worker.
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
