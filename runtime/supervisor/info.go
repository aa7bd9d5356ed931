package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Kind is the Kind of a supervisor's process in [actor.Info].
const Kind = "supervisor"

// ChildInfo describes a child.
type ChildInfo struct {
	ID         string
	PID        actor.PID // zero while it has no process
	State      State
	Restart    Restart
	Supervisor bool
	Restarts   int // after its own crashes, not those of siblings
	Crash      Crash
}

// A Crash records how a child's process ended by itself, or failed to start. The
// zero Crash means none.
type Crash struct {
	Reason error
	At     time.Time
}

// Counts holds the numbers of a supervisor's children.
type Counts struct {
	Specs       int // all known
	Active      int // with a process
	Supervisors int // supervisors, with or without a process
	Workers     int // all others
}

// Intensity holds how many restarts a supervisor allows, and how many it has used.
type Intensity struct {
	MaxRestarts int
	Window      time.Duration
	Recent      int // restarts within the window that ends now
}

// list describes at most this many of the oldest children, in their order.
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
