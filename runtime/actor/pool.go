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

// A worker is a goroutine of the pool.
type worker struct {
	pool *pool
	jobc chan job // has room for one; closed to end it
	p    *Process // whose code it is running
}

type job struct {
	p     *Process
	first any // message it was woken with
}

// start has a worker attend p. It never waits.
func (pl *pool) start(p *Process, first any) {
	if w := pl.last.Swap(nil); w != nil {
		w.jobc <- job{p, first}
		return
	}
	pl.mu.Lock()
	n := len(pl.idle)
	if n == 0 {
		pl.mu.Unlock()
		w := &worker{pool: pl, jobc: make(chan job, 1)}
		go w.run(job{p, first})
		return
	}
	w := pl.idle[n-1]
	pl.idle = pl.idle[:n-1]
	pl.mu.Unlock()
	w.jobc <- job{p, first}
}

// keep takes a worker that is free.
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
		close(before.jobc)
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
		close(w.jobc)
	}
	for _, w := range pl.idle {
		close(w.jobc)
	}
	pl.idle = nil
}

func (w *worker) run(j job) {
	defer w.fell()
	for ok := true; ok; j, ok = <-w.jobc {
		w.p = j.p
		reason, ended := j.p.attend(j.first)
		w.p = nil
		if ended {
			j.p.finish(reason)
		}
		j = job{}
		w.pool.keep(w)
	}
}

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
