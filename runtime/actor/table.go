package actor

import (
	"slices"
	"sync"
	"sync/atomic"
)

// A process id is a slot of the table in its low bits and, above them, the slot's
// generation: an old id finds a slot whose process has another id. A slot that
// has used up its generations is retired, so that no id comes twice.
const (
	slotBits   = 26 // 67 million processes at a time
	slotMask   = 1<<slotBits - 1
	lastGen    = 1<<(64-slotBits) - 1
	chunkSlots = 4096
)

type chunk [chunkSlots]atomic.Pointer[Process]

// table finds a process by its id: an index and a compare, no lock. Chunks are
// added and never moved, so that readers may hold on to them.
type table struct {
	chunks atomic.Pointer[[]*chunk]
	live   atomic.Int64

	mu     sync.Mutex // guards the fields below, and the growth of chunks
	next   uint64     // the first slot never used
	free   []uint64   // ids to give out next: a slot and its next generation
	born   uint64     // how many were ever added
	closed bool
	ended  sync.WaitGroup // counts the processes whose code has not ended
}

// get returns the process with this id, or nil.
func (t *table) get(id uint64) *Process {
	chunks := t.chunks.Load()
	if chunks == nil {
		return nil
	}
	slot := id & slotMask
	if c := slot / chunkSlots; c < uint64(len(*chunks)) {
		if p := (*chunks)[c][slot%chunkSlots].Load(); p != nil && p.id == id {
			return p
		}
	}
	return nil
}

// reserve gives p an id. It panics when every slot is taken: memory would run out
// long before.
func (t *table) reserve(p *Process) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.free); n > 0 {
		p.id, t.free = t.free[n-1], t.free[:n-1]
	} else if t.next <= slotMask {
		p.id = t.next | 1<<slotBits
		t.next++
	} else {
		panic("actor: the process table is full")
	}
	t.born++
	p.born = t.born
}

// publish makes p findable. It reports false if the table is closed.
func (t *table) publish(p *Process) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	t.ended.Add(1)
	t.live.Add(1)
	slot := p.id & slotMask
	t.grown(slot / chunkSlots)[slot%chunkSlots].Store(p)
	return true
}

// spawned returns the number of processes ever spawned.
func (t *table) spawned() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.born
}

// close makes publish refuse.
func (t *table) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
}

// grown returns chunk c, made if it is missing. The caller holds t.mu.
func (t *table) grown(c uint64) *chunk {
	var chunks []*chunk
	if p := t.chunks.Load(); p != nil {
		chunks = *p
	}
	if have := uint64(len(chunks)); c >= have {
		chunks = slices.Clip(chunks)
		for ; c >= have; have++ {
			chunks = append(chunks, new(chunk))
		}
		t.chunks.Store(&chunks)
	}
	return chunks[c]
}

// remove forgets p. Its slot is reused under the next generation.
func (t *table) remove(p *Process) {
	t.live.Add(-1) // first: a process that can't be found is not counted
	slot := p.id & slotMask
	(*t.chunks.Load())[slot/chunkSlots][slot%chunkSlots].Store(nil)
	if gen := p.id >> slotBits; gen < lastGen {
		t.mu.Lock()
		t.free = append(t.free, (gen+1)<<slotBits|slot)
		t.mu.Unlock()
	}
}

// all yields every process that exists throughout the call, in no order of age.
func (t *table) all(yield func(*Process) bool) {
	chunks := t.chunks.Load()
	if chunks == nil {
		return
	}
	for _, c := range *chunks {
		for i := range c {
			if p := c[i].Load(); p != nil && !yield(p) {
				return
			}
		}
	}
}
