package dist

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// ErrNoFunction is returned when a node does not offer a function.
var ErrNoFunction = errors.New("the node offers no such function")

// spawning is a process that a peer was asked to spawn.
type spawning struct {
	from  uint64 // the process tied to it
	link  bool
	ref   actor.MonitorRef
	born  func(actor.PID) // if not nil: called first, with the process
	donec chan struct{}   // closed by end
	pid   actor.PID
	err   error
}

func (s *spawning) end(pid actor.PID, err error) {
	s.pid, s.err = pid, err
	if err == nil && s.born != nil {
		s.born(pid)
	}
	close(s.donec)
}

// Spawn starts a process on a connected node, running a function that the node
// offers; see [Offer]. It waits for the answer until ctx ends; a process that starts
// after that is killed.
func (n *Node) Spawn(ctx context.Context, node, function string, args any) (actor.PID, error) {
	return n.ask(ctx, node, function, args, nil, spawning{})
}

// SpawnLink is Spawn by a process that is linked to the new one before that runs.
func (n *Node) SpawnLink(ctx context.Context, p *actor.Process, node, function string, args any) (actor.PID, error) {
	return n.ask(ctx, node, function, args, p, spawning{link: true})
}

// SpawnMonitor is Spawn by a process that monitors the new one before that runs.
func (n *Node) SpawnMonitor(ctx context.Context, p *actor.Process, node, function string, args any) (actor.PID, actor.MonitorRef, error) {
	ref := n.in.NewRef(p)
	pid, err := n.ask(ctx, node, function, args, p, spawning{ref: ref})
	return pid, ref, err
}

func (n *Node) ask(ctx context.Context, node, function string, args any, by *actor.Process, s spawning) (actor.PID, error) {
	exiting := context.Background()
	if by != nil {
		s.from, exiting = by.Self().ID(), by.Context()
	}
	c, err := n.routeByName(node)
	if err == nil && !slices.Contains(n.Functions(node), function) {
		err = ErrNoFunction
	}
	if err == nil {
		s.donec = make(chan struct{})
		var number uint64
		if number, err = c.spawn(&s, function, args); err == nil {
			select {
			case <-s.donec:
				err = s.err
			case <-ctx.Done():
				c.forgetSpawn(number, &s)
				err = context.Cause(ctx)
			case <-exiting.Done():
				c.forgetSpawn(number, &s)
				err = actor.ErrExiting
			}
		}
	}
	if err != nil {
		return actor.PID{}, fmt.Errorf("spawn %s on %s: %w", function, node, err)
	}
	return s.pid, nil
}

// spawn sends the request to the peer.
func (c *conn) spawn(s *spawning, function string, args any) (number uint64, err error) {
	t := c.ties
	t.mu.Lock()
	number = t.number()
	t.mu.Unlock()
	buf, err := encode(c, wire.Spawn{
		Spawn: number, From: s.from, Function: function,
		Link: s.link, Monitor: s.ref != actor.MonitorRef{}, Ref: s.ref.Number(),
	}, args)
	if err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut {
		recycle(buf)
		return 0, actor.NoConnection
	}
	if err := c.out.put(s.from, buf, usual, actor.Author{}); err == errClosed {
		return 0, actor.NoConnection
	} else if err != nil {
		return 0, err
	}
	t.spawning[number] = s
	return number, nil
}

// forgetSpawn is called when the caller of a spawn stops waiting. If the process has
// already started it is killed; otherwise it is killed when the peer reports that it
// has started.
func (c *conn) forgetSpawn(number uint64, s *spawning) {
	t := c.ties
	t.mu.Lock()
	_, waits := t.spawning[number]
	delete(t.spawning, number)
	t.mu.Unlock()
	if waits {
		return
	}
	if <-s.donec; s.err == nil && s.born == nil {
		c.node.sys.Exit(s.pid, actor.Kill)
	}
}

// gotSpawned ties this node's end to the new process, before any signal from it is
// applied.
func (c *conn) gotSpawned(m wire.Spawned) {
	t := c.ties
	t.mu.Lock()
	s := t.spawning[m.Spawn]
	delete(t.spawning, m.Spawn)
	pid := c.theirs(m.Process)
	tied := s != nil && m.Process != 0 && (s.link || s.ref != actor.MonitorRef{})
	if tied && s.link {
		t.links[pair{s.from, m.Process}] = struct{}{}
	}
	if tied && s.ref != (actor.MonitorRef{}) {
		t.watching[ref{s.from, s.ref.Number()}] = watched{ref: s.ref, pid: pid}
	}
	t.mu.Unlock()
	switch {
	case m.Process == 0 && s != nil:
		s.end(actor.PID{}, cmp.Or(m.Reason, error(actor.NoProc)))
	case m.Process != 0 && (s == nil || tied && !c.node.in.Tie(s.from, pid, s.link, s.ref)):
		c.node.sys.Exit(pid, actor.Kill) // the process that wanted it is gone
		if s != nil {
			s.end(actor.PID{}, actor.ErrExiting)
		}
	case s != nil:
		s.end(pid, nil)
	}
}
