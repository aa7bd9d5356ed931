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
	// ErrFull is returned when the processes of a node are in as many rooms as they
	// may be.
	ErrFull = errors.New("the node's processes are in too many rooms")
	// ErrElsewhere is returned for a process of another node: only that node can let
	// it join.
	ErrElsewhere = errors.New("the process is of another node")
	// ErrClosed is returned when the node has left its cluster.
	ErrClosed = errors.New("the node has left")
)

// MaxName is the maximum length of a room's name in bytes.
const MaxName = 255

// Rooms are the rooms of the whole cluster, as one node knows them. Any process and
// any goroutine may use it.
type Rooms struct {
	sys   *actor.System
	in    *actor.Inbound
	types *wire.Types
	limit int
	here  *group.Scope // the members on this node
	taken atomic.Int64 // what they use of the limit; changed with here locked

	joining sync.Mutex // held while joining, to keep the limit; guards closed
	closed  bool

	mu    sync.Mutex // guards the fields below
	peers []*peer    // replaced, never changed, so that readers need no lock
}

// Join adds a process of this node to a room, unless it is there already. A room's
// name has 1 to [MaxName] bytes. The error wraps [ErrElsewhere], [ErrFull],
// [ErrClosed], or [actor.NoProc] if the process is gone.
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

// Leave removes a process of this node from a room, if it is there.
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

// Size returns the number of processes in a room.
func (r *Rooms) Size(room string) int {
	n := r.here.Size(room)
	for _, p := range r.connected() {
		n += p.members.Size(room)
	}
	return n
}

// Broadcast sends msg to every member of a room. It never waits. The error says
// which members or nodes were not sent it, and why; the others were.
func (r *Rooms) Broadcast(from actor.Sender, room string, msg any) error {
	return r.BroadcastExcept(from, room, actor.PID{}, msg)
}

// BroadcastExcept is Broadcast to all but one member, often the sender.
func (r *Rooms) BroadcastExcept(from actor.Sender, room string, except actor.PID, msg any) error {
	by, err := actor.AuthorOf(from)
	if err != nil {
		return err
	}
	errs := []error{r.here.BroadcastExcept(from, room, except, msg)}
	var body []byte // encoded from msg, once for all nodes
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

// cost is what a membership takes of the limit: at least what announcing it takes.
func cost(room string) int { return len(room) + 16 }
