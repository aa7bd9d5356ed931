package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// exited reports that a process is gone. It may be called twice for the same one.
func (t *tree) exited(now time.Time, pid actor.PID, reason error) {
	c := t.byPID[pid]
	if c == nil {
		return
	}
	delete(t.byPID, pid)
	c.pid = actor.PID{}
	t.over(now, c, reason)
}

// over handles the end of a child's process, or of the attempt to start one.
func (t *tree) over(now time.Time, c *child, reason error) {
	for _, r := range c.stoppers {
		t.do(reply{to: r})
	}
	c.stoppers = nil
	switch {
	case c.state == Stopping || t.stops(c):
		t.stopped(c, reason)
	case c.state == Starting:
		t.failed(now, c, reason)
	default:
		t.ended(now, c, reason)
	}
}

// stopped handles the end of a child that was asked to exit, or was next.
func (t *tree) stopped(c *child, reason error) {
	prev := c.prev
	switch {
	case t.forgets(c):
		t.answer(c, nil, &StartError{c.ID, reason})
		t.remove(c)
	case t.stops(c) && t.ending == nil:
		t.turn(c, Restarting)
	default:
		t.answer(c, nil, &StartError{c.ID, reason})
		t.turn(c, Terminated)
	}
	switch {
	case c == t.at:
		t.stopNext(prev)
	case t.ending != nil && t.alive() == 0:
		t.do(leave{t.ending})
	}
}

// failed handles the end of a child that was not up yet. If a caller asked for
// its start, the caller is told. Otherwise the start is retried, until there were
// too many restarts. It is retried after a pause, because what it lacks may need
// a moment, such as a name that a process on its way out still holds. But if the
// supervisor itself is not up yet, it fails.
func (t *tree) failed(now time.Time, c *child, reason error) {
	switch {
	case !t.up:
		t.turn(c, Terminated)
		t.end(&StartError{c.ID, reason})
	case c.starter != nil:
		t.answer(c, nil, &StartError{c.ID, reason})
		next := c.next
		if c.fresh || t.forgets(c) {
			t.remove(c)
		} else {
			t.turn(c, Terminated)
		}
		if c == t.at {
			t.startNext(next)
		}
	default:
		c.failures++
		t.restart(now, c, reason)
	}
}

// ended handles the end, by itself, of a running child.
func (t *tree) ended(now time.Time, c *child, reason error) {
	if c.Restart.after(reason) {
		t.restart(now, c, reason)
		return
	}
	t.do(lost{child: c, reason: reason})
	t.turn(c, Terminated)
	if t.forgets(c) {
		t.remove(c)
	} else if actor.IsFault(reason) {
		c.crash = &Crash{reason, now}
	}
	if c.Significant && (t.spec.AutoShutdown == AnySignificant || t.significant == 0) {
		t.end(actor.Shutdown)
	}
}

func (t *tree) giveUp(why error) {
	t.do(giveUp{why})
	t.end(actor.ShutdownBecause(why))
}

// restart counts a restart, and begins it.
func (t *tree) restart(now time.Time, c *child, reason error) {
	t.turn(c, Restarting)
	c.crash = &Crash{reason, now}
	if c.escalates(reason) {
		t.giveUp(&LostError{c.ID, c.Remote.Node})
		return
	}
	if t.restarts.add(now) {
		t.giveUp(&EscalationError{c.ID, reason, t.spec.MaxRestarts, t.spec.Window})
		return
	}
	c.restarts++
	t.do(lost{child: c, reason: reason, restart: true})
	switch t.spec.Strategy {
	case OneForAll:
		t.turnBack(0)
	case RestForOne:
		t.turnBack(c.born)
	default:
		t.start(c)
	}
}
