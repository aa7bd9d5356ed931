package room

import (
	"context"
	"fmt"
	"slices"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
)

// Config configures [New].
type Config struct {
	System  *actor.System
	Inbound *actor.Inbound
	Types   *wire.Types
	// Limit bounds the bytes that a node's memberships take: each counts its room's
	// name and 16. All nodes of a cluster need the same limit.
	Limit int
}

// A Link is the connection to one other node. Messages to it stay in order, except
// that a broadcast keeps the order of its author. Neither method waits.
type Link interface {
	// Tell queues a message that must come through.
	Tell(m wire.Message)
	// Broadcast queues a message, if the peer can read its body, which encodes msg.
	Broadcast(by actor.Author, m wire.Broadcast, msg any) error
}

// Peers is how package dist tells a node's rooms about other nodes.
type Peers struct{ rooms *Rooms }

// New makes the rooms of a node that has no connections yet; see [Peers.Run].
func New(config Config) (*Rooms, *Peers) {
	r := &Rooms{
		sys: config.System, in: config.Inbound, types: config.Types, limit: config.Limit,
		here: group.NewScope(config.System),
	}
	r.here.Follow(r.count)
	return r, &Peers{r}
}

// Run removes members that exit from their rooms, until ctx ends.
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

// count tracks what is used of the limit.
func (r *Rooms) count(c group.Change) {
	n := len(c.PIDs) * cost(c.Group)
	if c.Left {
		n = -n
	}
	r.taken.Add(int64(n))
}

// A peer is another node, from when it is connected until it is lost.
type peer struct {
	node    actor.Node
	link    Link
	members *group.Scope // as the peer says; nobody watches them
	taken   int          // what they use of the limit; owned by its connection's reader
	stop    func()       // stops telling it
}

// concerns reports whether the peer has members of a room besides this one.
func (p *peer) concerns(room string, except actor.PID) bool {
	n := p.members.Size(room)
	return n > 1 || n == 1 && !p.members.Has(room, except)
}

// Connected begins a peer's session: it is told all members of this node, and then
// each change.
func (ps *Peers) Connected(node actor.Node, link Link) {
	r := ps.rooms
	p := &peer{node: node, link: link, members: group.NewScope(r.sys)}
	p.stop = r.here.Follow(p.tell)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.peers = append(slices.Clip(r.peers), p)
}

// tell tells the peer a change, in messages of one frame each.
func (p *peer) tell(c group.Change) {
	for pids := range slices.Chunk(c.PIDs, wire.MaxMembers) {
		m := wire.Members{Left: c.Left, Group: c.Group, Processes: make([]uint64, len(pids))}
		for i, pid := range pids {
			m.Processes[i] = pid.ID()
		}
		p.link.Tell(m)
	}
}

// Disconnected ends a peer's session: its members are removed.
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

// Heard applies what a peer says about its members. If the error wraps
// [wire.ErrMalformed] or [wire.ErrTooLarge], cut the peer off.
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

// Broadcast delivers a peer's broadcast to the members on this node.
func (ps *Peers) Broadcast(m wire.Broadcast, msg any) {
	for pid := range ps.rooms.here.Members(m.Group) {
		if pid.ID() != m.Except {
			ps.rooms.in.Send(pid.ID(), msg)
		}
	}
}
