package room

import (
	"context"
	"fmt"
	"slices"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
)

// Config of [New].
type Config struct {
	System  *actor.System
	Inbound *actor.Inbound
	Types   *wire.Types
	// Limit bounds the bytes that a node's memberships take: each its room's name and
	// 16. All nodes of a cluster need the same.
	Limit int
}

// A Link is the connection to one other node. What goes to it keeps its order, but
// that a broadcast keeps that of its author. Neither method waits.
type Link interface {
	// Tell puts what has to come through.
	Tell(m wire.Message)
	// Broadcast puts a message, if the peer can read its body, which is msg's.
	Broadcast(by actor.Author, m wire.Broadcast, msg any) error
}

// Peers is how a node's rooms learn of other nodes: package dist tells them.
type Peers struct{ rooms *Rooms }

// New makes the rooms of a node that is connected to nobody; see [Peers.Run].
func New(config Config) (*Rooms, *Peers) {
	r := &Rooms{
		sys: config.System, in: config.Inbound, types: config.Types, limit: config.Limit,
		here: group.NewScope(config.System),
	}
	r.here.Follow(r.count)
	return r, &Peers{r}
}

// Run has members that exit leave their rooms, until ctx ends.
func (ps *Peers) Run(ctx context.Context) { group.Keep(ctx, ps.rooms.here) }

// Close empties the rooms, for good.
func (ps *Peers) Close() {
	r := ps.rooms
	r.joining.Lock()
	defer r.joining.Unlock()
	r.closed = true
	for room := range r.here.Groups() {
		for pid := range r.here.Members(room) {
			r.here.Leave(room, pid)
		}
	}
}

// count keeps what is taken of the limit.
func (r *Rooms) count(c group.Change) {
	n := len(c.PIDs) * cost(c.Group)
	if c.Left {
		n = -n
	}
	r.taken.Add(int64(n))
}

// A peer is another node, from the moment it is connected until it is lost.
type peer struct {
	node    actor.Node
	link    Link
	members *group.Scope // as it says; nobody watches them
	taken   int          // of the limit by them; its connection's reader's own
	stop    func()       // telling it
}

// concerns tells whether the peer has members of a room but this one.
func (p *peer) concerns(room string, except actor.PID) bool {
	n := p.members.Size(room)
	return n > 1 || n == 1 && !p.members.Has(room, except)
}

// Connected begins a peer's session: it is told of all members of this node, and from
// then on of each change.
func (ps *Peers) Connected(node actor.Node, link Link) {
	r := ps.rooms
	p := &peer{node: node, link: link, members: group.NewScope(r.sys)}
	p.stop = r.here.Follow(p.tell)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.peers = append(slices.Clip(r.peers), p)
}

// tell tells the peer of a change, in messages that are one frame each.
func (p *peer) tell(c group.Change) {
	for pids := range slices.Chunk(c.PIDs, wire.MaxMembers) {
		m := wire.Members{Left: c.Left, Group: c.Group, Processes: make([]uint64, len(pids))}
		for i, pid := range pids {
			m.Processes[i] = pid.ID()
		}
		p.link.Tell(m)
	}
}

// Disconnected ends it: the peer's members are gone.
func (ps *Peers) Disconnected(node actor.Node) {
	r := ps.rooms
	r.mu.Lock()
	at := slices.IndexFunc(r.peers, func(p *peer) bool { return p.node == node })
	if at < 0 {
		r.mu.Unlock()
		return
	}
	p := r.peers[at]
	r.peers = slices.Delete(slices.Clone(r.peers), at, at+1)
	r.mu.Unlock()
	p.stop()
}

// Heard applies what a peer says of its members. An error wraps [wire.ErrMalformed]
// or [wire.ErrTooLarge]: then it is to be cut off.
func (ps *Peers) Heard(from actor.Node, m wire.Members) error {
	peers := ps.rooms.connected()
	at := slices.IndexFunc(peers, func(p *peer) bool { return p.node == from })
	if at < 0 || m.Group == "" || len(m.Group) > MaxName {
		return fmt.Errorf("members of %.64q: %w", m.Group, wire.ErrMalformed)
	}
	p := peers[at]
	for _, id := range m.Processes {
		pid := actor.NewPID(from, id)
		if id == 0 || p.members.Has(m.Group, pid) != m.Left {
			return fmt.Errorf("members of %q, one twice: %w", m.Group, wire.ErrMalformed)
		}
		if m.Left {
			p.taken -= cost(m.Group)
			p.members.Leave(m.Group, pid)
			continue
		}
		if p.taken += cost(m.Group); p.taken > ps.rooms.limit {
			return fmt.Errorf("members of the node: %w", wire.ErrTooLarge)
		}
		p.members.Join(m.Group, pid)
	}
	return nil
}

// Broadcast gives a message of a peer's to the members that are of this node.
func (ps *Peers) Broadcast(m wire.Broadcast, msg any) {
	for pid := range ps.rooms.here.Members(m.Group) {
		if pid.ID() != m.Except {
			ps.rooms.in.Send(pid.ID(), msg)
		}
	}
}
