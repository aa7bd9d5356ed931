package ingest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A gate decides when an event goes to a processor. Each processor has a few
// places. When all are taken, events wait here, and projects take turns, so that
// a flood of one does not hold up the others.
//
// Behind the gate are the processors of this node and, while it is overloaded,
// borrowed ones of other nodes. Those get the events that find all local places
// taken.
type gate struct {
	config Config

	mu       sync.Mutex // guards the fields below
	here     []*lane
	borrowed []*lane
	waiting  turns[*visitor]
	seen     seen
}

// A lane leads to one processor.
type lane struct {
	name     string    // of a processor of this node; empty if borrowed
	borrowed actor.PID // a processor of another node
	free     int       // free places; negative if events were let in without a turn
}

// A visitor is an event that waits at the gate.
type visitor struct {
	of    mesher.ProjectID
	size  int
	since time.Time
	letc  chan *lane // buffered; nil is sent if there is no more room for it
	gone  bool       // it no longer waits
}

func (v *visitor) project() mesher.ProjectID { return v.of }
func (v *visitor) load() load                { return load{1, v.size} }

// places is how many events a processor has at a time: the one it processes, and
// the next, so that it need not wait for the first one's goroutine to leave.
const places = 2

func newGate(c Config, names []string) *gate {
	g := &gate{config: c}
	for _, name := range names {
		g.here = append(g.here, &lane{name: name, free: places})
	}
	return g
}

// enter waits for the event's turn and returns a lane with a place taken.
func (g *gate) enter(ctx context.Context, s *mesher.Submission) (*lane, error) {
	g.mu.Lock()
	g.seen.entered++
	if l := g.open(); l != nil {
		g.take(l)
		g.mu.Unlock()
		return l, nil
	}
	v := &visitor{of: s.Project.ID, size: len(s.Body), since: time.Now(), letc: make(chan *lane, 1)}
	if !g.makeRoom(v) {
		g.mu.Unlock()
		return nil, tooMany()
	}
	g.waiting.add(v)
	g.mu.Unlock()

	select {
	case l := <-v.letc:
		if l == nil {
			return nil, tooMany()
		}
		return l, nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	v.gone = true
	g.mu.Unlock()
	select {
	case l := <-v.letc: // too late
		g.leave(l)
	default:
	}
	return nil, refusal(context.Cause(ctx))
}

// enterHere takes a place on this node without a turn, for an event that had its
// turn before.
func (g *gate) enterHere() *lane {
	g.mu.Lock()
	defer g.mu.Unlock()
	l := widest(g.here)
	l.free--
	return l
}

// leave returns a place, which goes to the next in turn.
func (g *gate) leave(l *lane) {
	if l == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	l.free++
	g.letIn()
}

// open returns a lane with a free place, unless others wait for one. The caller
// holds g.mu.
func (g *gate) open() *lane {
	if g.waiting.held.events > 0 {
		return nil
	}
	return g.widest()
}

// widest returns the lane with the most free places. While others help, this node
// does one event at a time, and more only when they have no place: one event is
// done at once if there is time; if there is none, the time is better spent on
// handing over. The caller holds g.mu.
func (g *gate) widest() *lane {
	l := widest(g.borrowed)
	if l == nil || l.free <= 0 || g.idle() {
		l = widest(g.here)
	}
	if l.free <= 0 {
		return nil
	}
	return l
}

// idle reports whether nothing is being processed here. The caller holds g.mu.
func (g *gate) idle() bool {
	return !slices.ContainsFunc(g.here, func(l *lane) bool { return l.free < places })
}

func widest(lanes []*lane) (w *lane) {
	for _, l := range lanes {
		if w == nil || l.free > w.free {
			w = l
		}
	}
	return w
}

func (g *gate) take(l *lane) {
	l.free--
	if l.name == "" {
		g.seen.handed++
	}
}

// letIn lets visitors in while there are places. The caller holds g.mu.
func (g *gate) letIn() {
	for g.waiting.held.events > 0 {
		l := g.widest()
		if l == nil {
			return
		}
		v := g.waiting.pop()
		if v.gone {
			continue
		}
		g.seen.waited += time.Since(v.since)
		g.take(l)
		v.letc <- l
	}
}

// makeRoom reports whether one more may wait, if need be in place of one of the
// project that has the most here. The caller holds g.mu.
func (g *gate) makeRoom(v *visitor) bool {
	for !g.config.fits(g.waiting.held, v) {
		off, ok := g.waiting.displace(v, g.config)
		if !ok {
			return false
		}
		off.letc <- nil
	}
	return true
}
