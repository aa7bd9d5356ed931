package dist

import (
	"fmt"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// gotSpawn starts a process for one of the peer. The answer goes before any signal of
// the process, its end included: the process waits until the answer is queued.
func (c *conn) gotSpawn(m wire.Spawn) error {
	f, err := c.wanted(m)
	if err == nil {
		err = c.expect(m)
	}
	if err != nil {
		c.put(lastLane-m.Spawn, wire.Spawned{Spawn: m.Spawn, Reason: err}, urgent)
		return nil
	}
	answered := make(chan struct{})
	n := uint64(0)
	if m.Monitor {
		n = m.Ref
	}
	pid := c.node.in.Spawn(c.theirs(m.From), func(p *actor.Process) error {
		<-answered
		return f(p)
	}, m.Link, n, c.served)

	t := c.ties
	t.mu.Lock()
	if _, still := t.watchers[ref{m.From, n}]; still && m.Monitor {
		t.watchers[ref{m.From, n}] = pid
	}
	if m.Link {
		t.links[pair{pid.ID(), m.From}] = struct{}{}
	}
	c.put(pid.ID(), wire.Spawned{Spawn: m.Spawn, Process: pid.ID()}, urgent)
	t.mu.Unlock()
	close(answered)

	if _, there := c.node.sys.Info(pid); !there { // killed so soon that its end went first: send it again
		far := c.theirs(m.From)
		c.linkExit(actor.Signal{From: pid, To: far, Reason: actor.NoProc})
		if m.Monitor {
			c.put(pid.ID(), wire.Down{From: pid.ID(), To: m.From, Ref: m.Ref, Reason: actor.NoProc}, urgent)
		}
	}
	return nil
}

// wanted returns the code that the peer asks to run.
func (c *conn) wanted(m wire.Spawn) (actor.Func, error) {
	make, ok := c.node.functions.find(m.Function)
	if !ok {
		return nil, fmt.Errorf("%q: %w", m.Function, ErrNoFunction)
	}
	args, err := c.table.Decode(m.Body)
	if err != nil {
		return nil, err
	}
	return make(args)
}

// expect reserves room for one more process and its ties. It fails if the peer has as
// many as it may.
func (c *conn) expect(m wire.Spawn) error {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, twice := t.watchers[ref{m.From, m.Ref}]; m.Monitor && twice || t.full() {
		return tooMany(m.Monitor && twice)
	}
	config := c.node.config
	if most := config.SpawnedPerPeer; c.spawned.Load() >= int64(most) {
		return fmt.Errorf("the node runs %d processes for this one, which is all it does: %w", most, actor.ErrFull)
	}
	if most := config.Spawned; c.node.spawned.Add(1) > int64(most) {
		c.node.spawned.Add(-1)
		return fmt.Errorf("the node runs %d processes for others, which is all it does: %w", most, actor.ErrFull)
	}
	c.spawned.Add(1)
	if m.Monitor {
		t.watchers[ref{m.From, m.Ref}] = actor.PID{}
	}
	return nil
}

// served is called when such a process's code has ended.
func (c *conn) served() {
	c.node.spawned.Add(-1)
	c.spawned.Add(-1)
}
