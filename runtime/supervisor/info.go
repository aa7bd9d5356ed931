package supervisor

import "github.com/mesh-actors/mesh/runtime/actor"

// ChildInfo is what a supervisor tells of a child.
type ChildInfo struct {
	ID         string
	PID        actor.PID // zero while it has no process
	State      State
	Restart    Restart
	Supervisor bool
	Restarts   int // after its own crashes; not those along with its siblings
}

// Counts is how many children a supervisor has.
type Counts struct {
	Specs       int // all that it knows of
	Active      int // that have a process
	Supervisors int // that are supervisors, with a process or without
	Workers     int // that are none
}

// list tells of all children, in their order.
func (f *family) list() []ChildInfo {
	infos := make([]ChildInfo, 0, len(f.byID))
	for c := f.first; c != nil; c = c.next {
		infos = append(infos, ChildInfo{c.ID, c.pid, c.state, c.Restart, c.Supervisor, c.restarts})
	}
	return infos
}

func (f *family) counts() Counts {
	n := Counts{Specs: len(f.byID), Active: f.alive()}
	for c := f.first; c != nil; c = c.next {
		if c.Supervisor {
			n.Supervisors++
		}
	}
	n.Workers = n.Specs - n.Supervisors
	return n
}
