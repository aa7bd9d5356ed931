package dist

import (
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// monitor makes a process here monitor one of the peer, by PID or name.
func (c *conn) monitor(s actor.Signal) error {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut {
		return actor.NoConnection
	}
	w := watched{ref: s.Ref, pid: s.To}
	if s.To.IsZero() {
		w.name = s.At.String()
	}
	r := ref{s.From.ID(), s.Ref.Number()}
	t.watching[r] = w
	return c.put(r.owner, wire.Monitor{From: r.owner, To: s.To.ID(), Ref: r.n, Name: s.At.Name}, urgent)
}

// demonitor removes such a monitor.
func (c *conn) demonitor(s actor.Signal) error {
	t, r := c.ties, ref{s.From.ID(), s.Ref.Number()}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, made := t.watching[r]; !made {
		return nil
	}
	delete(t.watching, r)
	return c.put(r.owner, wire.Demonitor{From: r.owner, Ref: r.n}, urgent)
}

// down tells the peer's process that a process it monitors has exited.
func (c *conn) down(s actor.Signal) error {
	t, r := c.ties, ref{s.To.ID(), s.Ref.Number()}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, made := t.watchers[r]; !made {
		return nil
	}
	delete(t.watchers, r)
	return c.put(s.From.ID(), wire.Down{From: s.From.ID(), To: r.owner, Ref: r.n, Reason: s.Reason}, urgent)
}

func (c *conn) gotMonitor(m wire.Monitor) error {
	t, r := c.ties, ref{m.From, m.Ref}
	t.mu.Lock()
	if _, twice := t.watchers[r]; twice || t.full() {
		t.mu.Unlock()
		return tooMany(twice)
	}
	t.watchers[r] = actor.PID{} // first: the process may exit as soon as it is watched
	t.mu.Unlock()
	pid, ok := c.node.in.Monitor(c.theirs(m.From), m.Ref, m.To, m.Name)
	t.mu.Lock()
	defer t.mu.Unlock()
	if !ok {
		delete(t.watchers, r)
		c.put(m.To, wire.Down{From: m.To, To: m.From, Ref: m.Ref, Reason: actor.NoProc}, urgent)
	} else if _, still := t.watchers[r]; still {
		t.watchers[r] = pid
	}
	return nil
}

func (c *conn) gotDemonitor(m wire.Demonitor) {
	t, r := c.ties, ref{m.From, m.Ref}
	t.mu.Lock()
	pid := t.watchers[r]
	delete(t.watchers, r)
	t.mu.Unlock()
	c.node.in.Demonitor(c.theirs(m.From), m.Ref, pid)
}

func (c *conn) gotDown(m wire.Down) {
	t, r := c.ties, ref{m.To, m.Ref}
	t.mu.Lock()
	w, made := t.watching[r]
	delete(t.watching, r)
	t.mu.Unlock()
	if !made {
		return
	}
	if w.pid.IsZero() && m.From != 0 {
		w.pid = c.theirs(m.From)
	}
	c.node.in.Down(actor.Down{Ref: w.ref, PID: w.pid, Name: w.name, Reason: m.Reason})
}
