package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Kind is what [actor.Info] says of a supervisor's process.
const Kind = "supervisor"

// ChildInfo is what a supervisor tells of a child.
type ChildInfo struct {
	ID         string
	PID        actor.PID // zero while it has no process
	State      State
	Restart    Restart
	Supervisor bool
	Restarts   int // after its own crashes; not those along with its siblings
	Crash      Crash
}

// A Crash is how a child's process ended by itself, or could not start. The zero
// Crash is none.
type Crash struct {
	Reason error
	At     time.Time
}

// Counts is how many children a supervisor has.
type Counts struct {
	Specs       int // all that it knows of
	Active      int // that have a process
	Supervisors int // that are supervisors, with a process or without
	Workers     int // that are none
}

// list tells of the oldest children, in their order, of at most so many.
func (f *family) list(most int) []ChildInfo {
	infos := make([]ChildInfo, 0, max(0, min(most, len(f.byID))))
	for c := f.first; c != nil && len(infos) < most; c = c.next {
		infos = append(infos, c.info())
	}
	return infos
}

func (c *child) info() ChildInfo {
	i := ChildInfo{ID: c.ID, PID: c.pid, State: c.state, Restart: c.Restart, Supervisor: c.Supervisor, Restarts: c.restarts}
	if c.crash != nil {
		i.Crash = *c.crash
	}
	return i
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
