package group

import "github.com/mesh-actors/mesh/runtime/actor"

// A Change is news of a group: these processes came into it, or left.
type Change struct {
	Group string
	PIDs  []actor.PID // not to be changed
	Left  bool
}

type follower struct{ tell func(Change) }

// Follow has tell told who is in which group now, and then of each change when it
// happens, until stop returns. So it knows what the scope knows, at any moment. It is
// told while the scope is locked: it has to be quick, and not to come back to the
// scope.
func (s *Scope) Follow(tell func(Change)) (stop func()) {
	f := &follower{tell}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.table.groups {
		tell(Change{Group: name, PIDs: s.table.show(name)})
	}
	if s.followers == nil {
		s.followers = make(map[*follower]struct{})
	}
	s.followers[f] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.followers, f)
	}
}

// tell tells the followers. s.mu is held.
func (s *Scope) tell(group string, pid actor.PID, left bool) {
	for f := range s.followers {
		f.tell(Change{group, []actor.PID{pid}, left})
	}
}
