package room

import (
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
)

var (
	// ErrFull says that the processes of a node are in as many rooms as they may.
	ErrFull = errors.New("the node's processes are in too many rooms")
	// ErrElsewhere says that a process is another node's, which alone lets it join.
	ErrElsewhere = errors.New("the process is of another node")
	// ErrClosed says that the node has left its cluster.
	ErrClosed = errors.New("the node has left")
)

// MaxName is how many bytes the name of a room has at most.
const MaxName = 255

// Rooms are the rooms of the whole cluster, as a node knows them. All of it may be
// used by any process and any goroutine.
type Rooms struct {
	sys   *actor.System
	in    *actor.Inbound
	types *wire.Types
	limit int
	here  *group.Scope // the members that are of this node
	taken atomic.Int64 // of the limit by them; changed with here locked

	joining sync.Mutex // held to join, so that the limit is kept; guards closed
	closed  bool

	mu    sync.Mutex // guards what follows
	peers []*peer    // replaced, never changed: whoever has it looks at it for ever
}

// Join puts a process of this node into a room, if it is not there already. A room
// has a name of 1 to [MaxName] bytes. The error wraps [ErrElsewhere], [ErrFull],
// [ErrClosed], or [actor.NoProc] for a process that is gone.
func (r *Rooms) Join(room string, pid actor.PID) error {
	if err := r.join(room, pid); err != nil {
		return fmt.Errorf("join %q: %w", room, err)
	}
	return nil
}

func (r *Rooms) join(room string, pid actor.PID) error {
	switch {
	case room == "" || len(room) > MaxName:
		return fmt.Errorf("a name has 1 to %d bytes", MaxName)
	case pid.Node() != r.sys.Node():
		return ErrElsewhere
	case !r.sys.Alive(pid):
		return actor.NoProc
	}
	r.joining.Lock()
	defer r.joining.Unlock()
	if r.closed {
		return ErrClosed
	}
	if int(r.taken.Load())+cost(room) > r.limit && !r.here.Has(room, pid) {
		return ErrFull
	}
	r.here.Join(room, pid)
	return nil
}

// Leave takes a process of this node out of a room, if it is there.
func (r *Rooms) Leave(room string, pid actor.PID) { r.here.Leave(room, pid) }

// Members yields the processes that are in a room when it is called, those of this
// node first.
func (r *Rooms) Members(room string) iter.Seq[actor.PID] {
	scopes := []*group.Scope{r.here}
	for _, p := range r.connected() {
		scopes = append(scopes, p.members)
	}
	return func(yield func(actor.PID) bool) {
		for _, s := range scopes {
			for pid := range s.Members(room) {
				if !yield(pid) {
					return
				}
			}
		}
	}
}

// Size is how many processes are in a room.
func (r *Rooms) Size(room string) int {
	n := r.here.Size(room)
	for _, p := range r.connected() {
		n += p.members.Size(room)
	}
	return n
}

// Broadcast sends msg to every member of a room. It never waits. The error tells
// who was not sent it, and why: others were.
func (r *Rooms) Broadcast(from actor.Sender, room string, msg any) error {
	return r.BroadcastExcept(from, room, actor.PID{}, msg)
}

// BroadcastExcept is Broadcast to all but one, which is often the sender.
func (r *Rooms) BroadcastExcept(from actor.Sender, room string, except actor.PID, msg any) error {
	by, err := actor.AuthorOf(from)
	if err != nil {
		return err
	}
	errs := []error{r.here.BroadcastExcept(from, room, except, msg)}
	var body []byte // of msg, for all
	for _, p := range r.connected() {
		if !p.concerns(room, except) {
			continue
		}
		if body == nil {
			if body, err = r.types.Append(nil, msg); err != nil {
				errs = append(errs, fmt.Errorf("broadcast to %q on other nodes: %w", room, err))
				break
			}
		}
		m := wire.Broadcast{From: by.PID().ID(), Group: room, Body: body}
		if except.Node() == p.node {
			m.Except = except.ID()
		}
		if err := p.link.Broadcast(by, m, msg); err != nil {
			errs = append(errs, fmt.Errorf("broadcast to %q on %v: %w", room, p.node, err))
		}
	}
	return errors.Join(errs...)
}

func (r *Rooms) connected() []*peer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.peers
}

// cost is what a membership takes of the limit: no less than what telling of it does.
func cost(room string) int { return len(room) + 16 }
