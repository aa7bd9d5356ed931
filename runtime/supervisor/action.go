package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// An action is something a tree wants done. It is one of the types below; the
// supervisor's process carries actions out in order.
type action any

// spawn starts the child's process; its PID goes to tree.spawned. A start on
// another node takes a while, and ends with tree.placed.
type spawn struct{ child *child }

// pause calls tree.rested after a while, for this pause of the child.
type pause struct {
	child *child
	n     uint64
	after time.Duration
}

// ask sends the child's process Shutdown. If the process has not exited when the
// child's time is up, tree.overdue is called. A start under way on another node
// is cancelled.
type ask struct{ child *child }

// kill ends the child's process now.
type kill struct{ child *child }

// reply answers a command.
type reply struct {
	to    actor.Request
	value any
	err   error
}

// up reports that all initial children are up.
type up struct{}

// leave ends the supervisor. No child has a process any more.
type leave struct{ reason error }

// lost logs that a child exited by itself, and what follows from it.
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

// giveUp logs why the supervisor ends itself.
type giveUp struct{ err error }

func (g giveUp) log(p *actor.Process) {
	if e, ok := g.err.(*EscalationError); ok {
		p.Log().Error("too many restarts, supervisor gives up",
			"child", e.ID, "reason", e.Reason, "max", e.Max, "window", e.Window)
		return
	}
	p.Log().Error("supervisor gives up", "reason", g.err)
}
