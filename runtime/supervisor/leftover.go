package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A supervisor that is killed stops nobody: its children hear of it by their links,
// and may take a while to end, as they may when they are asked to. Until then they
// have their names, and the supervisor that comes after finds them taken. That is no
// failure of its own children, so it waits.

// leftover is the process that has the name which another one lacked, if it is on its
// way out, or will be when it hears that somebody above it is.
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

// heldUp tells that a process could not start because a leftover has its name. It is
// tried again after a pause, which counts as no restart, for as long as the child
// itself may take to leave; false: that is over, or somebody asked for this start and
// rather hears how it stands.
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

// evict kills a leftover that did not leave in the child's time.
type evict struct {
	child  *child
	holder actor.PID
}

// from does so, unless the holder only looked as if it were one: nobody asked it to
// leave.
func (e evict) from(p *actor.Process) {
	if i, there := p.System().Info(e.holder); there && i.Activity == actor.Exiting {
		p.Log().Warn("a former child did not leave in time, it is killed", "child", e.child.ID, "child_pid", e.holder, "after", e.child.Shutdown)
		p.Exit(e.holder, actor.Kill)
	}
}
