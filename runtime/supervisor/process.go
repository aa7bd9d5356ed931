package supervisor

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// process is a supervisor's process: it tells its tree what happens and carries
// out the tree's actions. It never waits, so that it can always answer.
type process struct {
	spec Spec
	tree *tree
	late map[actor.PID]*actor.Timer // for children that were asked to exit
	// places cancels the starts under way on other nodes.
	places map[*child]context.CancelFunc
}

func (s *process) Kind() string { return Kind }

// rested is the message that a child's pause is over.
type rested struct {
	child *child
	n     uint64
}

// overdue is the message that a child's time to exit is up.
type overdue struct{ pid actor.PID }

func (s *process) Init(p *actor.Process) error {
	if err := s.spec.Validate(); err != nil {
		return err
	}
	s.tree = newTree(s.spec)
	s.late = make(map[actor.PID]*actor.Timer)
	s.places = make(map[*child]context.CancelFunc)
	p.TrapExit(true)
	s.tree.begin()
	err := s.carryOut(p)
	if err == nil && !s.tree.up {
		err = actor.ErrNotYet
	}
	return err
}

func (s *process) Handle(p *actor.Process, msg any) error {
	switch m := msg.(type) {
	case actor.Started:
		s.tree.started(m.PID)
	case actor.Exit:
		switch {
		case m.From.IsZero() || m.From == p.Parent(): // the system is everybody's parent
			s.tree.end(m.Reason)
		case m.From.Node() != p.Self().Node(): // if that process has ended, its monitor says so
		case p.System().Alive(m.From):
			p.Log().Warn("supervisor was asked to exit, and stays", "by", m.From, "reason", m.Reason)
		default:
			s.gone(p, m.From, m.Reason)
		}
	case actor.Down: // from a remote child, or one that is stopping: it might have unlinked itself
		s.gone(p, m.PID, m.Reason)
	case placed:
		s.places[m.child]() // has done its work
		delete(s.places, m.child)
		s.tree.placed(time.Now(), m.child, m.pid, m.err)
	case rested:
		s.tree.rested(m.child, m.n)
	case overdue:
		s.tree.overdue(m.pid)
	default:
		p.Log().Warn("supervisor got a message it does not handle", "message", fmt.Sprintf("%T", msg))
	}
	return s.carryOut(p)
}

func (s *process) HandleCall(p *actor.Process, r actor.Request) error {
	switch m := r.Body.(type) {
	case listChildren:
		r.Reply(s.tree.list(m.most), nil)
	case countChildren:
		r.Reply(s.tree.counts(), nil)
	case countRestarts:
		r.Reply(s.tree.restarts.used(time.Now()), nil)
	case startWith:
		c, err := m.child(s.tree.spec.Template)
		if err != nil {
			r.Reply(nil, err)
			return nil
		}
		r.Body = startChild{c}
		s.tree.command(r)
	case startChild, terminateChild, restartChild, deleteChild:
		s.tree.command(r)
	default:
		r.Reply(nil, service.Unknown(r.Body))
	}
	return s.carryOut(p)
}

func (s *process) gone(p *actor.Process, pid actor.PID, reason error) {
	if t := s.late[pid]; t != nil {
		t.Cancel()
		delete(s.late, pid)
	}
	now := time.Now()
	if holder, leaves := leftover(p.System(), reason); leaves && s.tree.heldUp(now, pid, holder) {
		return
	}
	s.tree.exited(now, pid, reason)
}

// carryOut carries out the tree's actions. An error ends the supervisor.
func (s *process) carryOut(p *actor.Process) error {
	for _, a := range s.tree.todo {
		switch a := a.(type) {
		case spawn:
			if a.child.Remote != nil {
				s.place(p, a.child)
			} else {
				s.tree.spawned(a.child, s.spawn(p, a.child))
			}
		case pause:
			p.SendAfter(a.after, p.Self(), rested{a.child, a.n})
		case ask:
			s.ask(p, a.child)
		case kill:
			s.kill(p, a.child)
		case evict:
			a.from(p)
		case reply:
			a.to.Reply(a.value, a.err)
		case up:
			p.Up() // does nothing in Init, which then says so itself
		case lost:
			a.log(p)
		case giveUp:
			a.log(p)
		case leave:
			return a.reason
		}
	}
	clear(s.tree.todo)
	s.tree.todo = s.tree.todo[:0]
	return nil
}

// spawn starts a child's process. If the child's Start panics or returns no
// process, a process that fails at once takes its place, so that there is only
// one way to fail.
func (s *process) spawn(p *actor.Process, c *child) (pid actor.PID) {
	defer func() {
		if v := recover(); v != nil {
			e := &actor.PanicError{Value: v, Stack: debug.Stack()}
			p.Log().Error("child's starter panicked", "child", c.ID, "panic", v, "stack", string(e.Stack))
			pid = stillborn(p, e)
		}
	}()
	if pid = c.Start(p, actor.Linked(), actor.Reported()); pid.IsZero() {
		return stillborn(p, errNoProcess)
	}
	return pid
}

func stillborn(p *actor.Process, reason error) actor.PID {
	return p.SpawnLink(func(*actor.Process) error { return reason })
}

func (s *process) ask(p *actor.Process, c *child) {
	if s.callOff(c) {
		return
	}
	p.Monitor(c.pid)
	p.Exit(c.pid, actor.Shutdown)
	if c.Shutdown != Infinity {
		s.late[c.pid] = p.SendAfter(c.Shutdown, p.Self(), overdue{c.pid})
	}
}

func (s *process) kill(p *actor.Process, c *child) {
	if s.callOff(c) {
		return
	}
	if c.Shutdown == BrutalKill {
		p.Monitor(c.pid)
	} else {
		p.Log().Warn("child did not leave in time, it is killed", "child", c.ID, "child_pid", c.pid, "after", c.Shutdown)
	}
	p.Exit(c.pid, actor.Kill)
}
