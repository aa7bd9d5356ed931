package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A supervisor that is killed stops no child: its children hear of it over their
// links, and may take a while to end. Until then they hold their names, and the
// next supervisor finds the names taken. That is no failure of its own children,
// so it waits.

// leftover returns the process that holds the name another process needs, if the
// holder is exiting, or will be when it hears that a process above it is.
func leftover(sys *actor.System, reason error) (holder actor.PID, leaves bool) {
	e, ok := reason.(*actor.NameError)
	if !ok {
		return holder, false
	}
	for pid := e.Holder; pid.Node() == sys.Node() && !pid.IsZero(); {
		i, there := sys.Info(pid)
		if !there || i.Activity == actor.Exiting {
			return e.Holder, true
		}
		pid = i.Parent
	}
	return holder, false
}

// heldUp reports whether a process could not start because a leftover holds its
// name, and the start is to be retried. It is retried after a pause that counts
// as no restart, for as long as the child itself may take to exit. It reports
// false when that time is over, or when a caller asked for this start and should
// rather learn of the failure.
func (t *tree) heldUp(now time.Time, pid, holder actor.PID) bool {
	c := t.byPID[pid]
	if c == nil || c.state != Starting || c.starter != nil || t.stops(c) {
		return false
	}
	if c.held == nil {
		c.held = &now
	}
	if c.Shutdown != Infinity && now.Sub(*c.held) >= c.Shutdown {
		c.held = nil
		t.do(evict{c, holder})
		return false
	}
	delete(t.byPID, pid)
	c.pid = actor.PID{}
	c.failures++
	t.turn(c, Restarting)
	t.start(c)
	return true
}

// evict kills a leftover that did not exit in the child's time.
type evict struct {
	child  *child
	holder actor.PID
}

// from kills the holder, unless it was not a leftover after all: nobody asked it
// to exit.
func (e evict) from(p *actor.Process) {
	if i, there := p.System().Info(e.holder); there && i.Activity == actor.Exiting {
		p.Log().Warn("a former child did not leave in time, it is killed", "child", e.child.ID, "child_pid", e.holder, "after", e.child.Shutdown)
		p.Exit(e.holder, actor.Kill)
	}
}
