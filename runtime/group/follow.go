package group

import "github.com/mesh-actors/mesh/runtime/actor"

// A Change says that these processes joined a group, or left it.
type Change struct {
	Group string
	PIDs  []actor.PID // must not be changed
	Left  bool
}

type follower struct{ tell func(Change) }

// Follow calls tell with the current members of every group, and then with each
// change when it happens, until stop returns, so that the follower knows what the
// scope knows at any moment. tell is called while the scope is locked: it has to
// be quick, and must not call the scope.
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

// tell tells the followers. The caller holds s.mu.
func (s *Scope) tell(group string, pid actor.PID, left bool) {
	for f := range s.followers {
		f.tell(Change{group, []actor.PID{pid}, left})
	}
}
