package group

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Run returns the [actor.Starter] of a scope's process, for a supervisor's child.
// The scope outlives the process, and its successor goes on where it ended. There
// should be one at a time.
func Run(s *Scope) actor.Starter {
	return actor.RunHandler(func() actor.Handler {
		return &watcher{scope: s, watched: make(map[actor.PID]actor.MonitorRef)}
	})
}

// Keep runs the scope's process where no supervisor does: it restarts the process
// whenever it ends, until ctx ends.
func Keep(ctx context.Context, s *Scope) {
	for ctx.Err() == nil {
		pid := Run(s)(s.sys)
		if _, err := s.sys.Wait(ctx, pid); err != nil {
			s.sys.Exit(pid, actor.Shutdown)
			return
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// pause is the time between two such processes: in a stopping system none lives.
const pause = 10 * time.Millisecond

// watcher removes the dead from a scope. Whatever order its messages come in, it
// acts on what the scope says when it handles them.
type watcher struct {
	scope   *Scope
	watched map[actor.PID]actor.MonitorRef
}

// look is the message that a process is now a member of some group, or of none.
type look struct{ pid actor.PID }

// Init watches the members whose joins were reported to a predecessor, or to
// nobody. Joins from now on are reported to this process.
func (w *watcher) Init(p *actor.Process) error {
	s := w.scope
	s.mu.Lock()
	s.watcher = p.Self()
	found := slices.Collect(maps.Keys(s.table.joined))
	s.mu.Unlock()
	for _, pid := range found {
		w.look(p, pid)
	}
	return nil
}

func (w *watcher) Handle(p *actor.Process, msg any) error {
	switch m := msg.(type) {
	case look:
		w.look(p, m.pid)
	case actor.Down:
		delete(w.watched, m.PID)
		w.scope.forget(m.PID)
	default:
		p.Log().Warn("groups got a message they do not handle", "message", fmt.Sprintf("%T", msg))
	}
	return nil
}

// look watches a process if, and only if, it is a member. If the process is gone,
// its Down comes at once.
func (w *watcher) look(p *actor.Process, pid actor.PID) {
	ref, watched := w.watched[pid]
	switch member := w.scope.knows(pid); {
	case member && !watched:
		w.watched[pid] = p.Monitor(pid)
	case !member && watched:
		p.Demonitor(ref)
		delete(w.watched, pid)
	}
}

func (s *Scope) knows(pid actor.PID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.table.joined[pid] != nil
}

func (s *Scope) forget(pid actor.PID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.table.forget(pid) {
		s.tell(r.name, pid, true)
	}
}
