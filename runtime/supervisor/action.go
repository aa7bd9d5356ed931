package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// An action is what a tree wants done. It is one of the types below; the
// supervisor's process carries them out in order.
type action any

// spawn makes the child's process; its PID goes to tree.spawned. For one that runs
// elsewhere that takes a while, and ends with tree.placed.
type spawn struct{ child *child }

// pause has tree.rested told after a while, for this pause of the child's.
type pause struct {
	child *child
	n     uint64
	after time.Duration
}

// ask sends the child's process Shutdown. If that has not exited when the
// child's time is up, tree.overdue is to hear of it. A start that is under way
// elsewhere is called off.
type ask struct{ child *child }

// kill ends the child's process now.
type kill struct{ child *child }

// reply answers a command.
type reply struct {
	to    actor.Request
	value any
	err   error
}

// up reports that all first children are.
type up struct{}

// leave ends the supervisor. No child has a process any more.
type leave struct{ reason error }

// lost says for the log that a child exited by itself, and what comes of it.
type lost struct {
	child   *child
	reason  error
	restart bool
}

func (l lost) log(p *actor.Process) {
	log := p.Log().With("child", l.child.ID, "reason", l.reason)
	switch {
	case l.restart && l.child.failures > 0:
		log.Warn("child failed to start, it is tried again", "failures", l.child.failures)
	case l.restart:
		log.Warn("child exited, it is restarted", "restarts", l.child.restarts)
	case actor.IsFault(l.reason):
		log.Warn("child exited, it is not restarted")
	default:
		log.Debug("child ended")
	}
}

// giveUp says for the log why the supervisor ends itself.
type giveUp struct{ err error }

func (g giveUp) log(p *actor.Process) {
	if e, ok := g.err.(*EscalationError); ok {
		p.Log().Error("too many restarts, supervisor gives up",
			"child", e.ID, "reason", e.Reason, "max", e.Max, "window", e.Window)
		return
	}
	p.Log().Error("supervisor gives up", "reason", g.err)
}
