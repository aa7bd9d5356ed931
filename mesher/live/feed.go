package live

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// maxWaiting is how many messages wait for a connection; beyond it the oldest are
// dropped.
const maxWaiting = 100

// A Feed holds what one connection has yet to be told, the oldest first. It is
// not a process's mailbox, because it also reports what it drops. Many goroutines
// may offer; one takes.
type Feed struct {
	project mesher.ProjectID
	account uuid.UUID // the listener's account
	streams *Streams
	readyc  chan struct{} // holds a value when there may be something to take
	doubted atomic.Bool   // whether the listener may still listen

	mu      sync.Mutex // guards the fields below; held only for bookkeeping
	filter  mesher.LiveFilter
	waiting [][]byte
	late    int // this many may be held beyond maxWaiting: they waited before, and come together
	dropped int // messages dropped before the first of waiting
}

func newFeed(s *Streams, project mesher.ProjectID, account uuid.UUID) *Feed {
	return &Feed{project: project, account: account, streams: s, readyc: make(chan struct{}, 1)}
}

// Next waits for the next message until ctx ends. A nil message means that there
// is a [Doubt] whether the listener may hear more, which must be settled first.
func (f *Feed) Next(ctx context.Context) ([]byte, error) {
	for {
		if f.doubted.CompareAndSwap(true, false) {
			return nil, nil
		}
		if m := f.take(); m != nil {
			return m, nil
		}
		select {
		case <-f.readyc:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Subscribe lets only events that pass a filter through. Earlier messages stay;
// reply comes after them.
func (f *Feed) Subscribe(filter mesher.LiveFilter, reply []byte) {
	f.mu.Lock()
	f.filter = filter
	f.add(reply)
	f.mu.Unlock()
	f.wake()
}

// Reply adds a message for this feed only.
func (f *Feed) Reply(message []byte) {
	f.mu.Lock()
	f.add(message)
	f.mu.Unlock()
	f.wake()
}

// Close ends the feed. It may be called again.
func (f *Feed) Close() { f.streams.forget(f) }

// offer adds those of the notes due that the filter lets pass. Notes that waited
// for their turn take no room from others.
func (f *Feed) offer(due turn) {
	f.mu.Lock()
	before := len(f.waiting)
	f.late = min(f.late+due.waited, maxHeld)
	for _, n := range due.notes {
		if !n.isEvent() || f.filter.Lets(n.Level, n.Environment) {
			f.add(n.JSON)
		}
	}
	idle := before == 0 && len(f.waiting) > 0
	f.mu.Unlock()
	if idle { // otherwise it was woken, and has not taken all
		f.wake()
	}
}

// add adds a message. The caller holds the lock.
func (f *Feed) add(message []byte) {
	if len(f.waiting) == maxWaiting+f.late {
		f.waiting[0] = nil
		f.waiting = f.waiting[1:]
		f.dropped++
	}
	f.waiting = append(f.waiting, message)
}

func (f *Feed) wake() {
	select {
	case f.readyc <- struct{}{}:
	default:
	}
}

// take returns the next message, or that some were dropped before it; nil when
// there is none.
func (f *Feed) take() []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := f.dropped; n > 0 {
		f.dropped = 0
		return dropped(n)
	}
	if len(f.waiting) == 0 {
		return nil
	}
	m := f.waiting[0]
	f.waiting[0] = nil
	f.late = max(0, f.late-1)
	if f.waiting = f.waiting[1:]; len(f.waiting) == 0 {
		f.waiting, f.late = nil, 0 // most feeds are idle most of the time
	}
	return m
}
