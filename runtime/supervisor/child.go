package supervisor

import (
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A State is the state of a child.
type State uint8

const (
	// Terminated: it has no process, and gets one only if a caller asks, or its
	// siblings are restarted along with it.
	Terminated State = iota
	// Starting: it has a process that is not up yet.
	Starting
	// Running: its process is up.
	Running
	// Stopping: its process was asked to exit.
	Stopping
	// Restarting: its process is gone; it gets another in its turn.
	Restarting

	states = iota
)

func (s State) String() string {
	return [states]string{"terminated", "starting", "running", "stopping", "restarting"}[s]
}

// child is one child of a tree.
type child struct {
	Child
	born       uint64 // orders the children; never 0
	prev, next *child // by birth
	state      State  // written by family.turn
	pid        actor.PID
	restarts   int
	crash      *Crash          // the last one; nil, as for nearly all, if there was none
	failures   int             // consecutive failures to start
	held       *time.Time      // when its start began to wait for a leftover; nil if it does not wait
	paused     uint64          // number of its current pause before the next try; 0: none
	fresh      bool            // has never been up
	starter    *actor.Request  // the caller that asked for its start, until it is answered
	stoppers   []actor.Request // callers that asked for its end
}

// alive reports whether the child has a process.
func (c *child) alive() bool { return c.state != Terminated && c.state != Restarting }

// escalates reports whether the child exited because its node was lost, and that
// is to stop the supervisor. A lost connection gives exactly this reason: a child
// that exits because it lost some other process should say which.
func (c *child) escalates(reason error) bool {
	return c.Remote != nil && c.Remote.Loss == Escalate && reason == actor.NoConnection
}

// family holds all children, in the order of their birth and indexed for
// look-ups. An event of one child costs the same however many children there are.
type family struct {
	first, last *child
	byID        map[string]*child
	byPID       map[actor.PID]*child // those that have a process
	births      uint64
	in          [states]int // how many are in each state
	significant int         // significant children that have not ended
}

func newFamily() family {
	return family{byID: make(map[string]*child), byPID: make(map[actor.PID]*child)}
}

// add adds a child, as the youngest, in state Terminated.
func (f *family) add(spec Child) *child {
	f.births++
	for n := f.births; spec.ID == ""; n++ {
		if id := "#" + strconv.FormatUint(n, 10); f.byID[id] == nil {
			spec.ID = id
		}
	}
	c := &child{Child: spec.withDefaults(), born: f.births, prev: f.last, fresh: true}
	if f.last == nil {
		f.first = c
	} else {
		f.last.next = c
	}
	f.last = c
	f.byID[c.ID] = c
	f.count(c, +1)
	return c
}

// remove forgets a child that has no process.
func (f *family) remove(c *child) {
	f.count(c, -1)
	delete(f.byID, c.ID)
	if c.prev == nil {
		f.first = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next == nil {
		f.last = c.prev
	} else {
		c.next.prev = c.prev
	}
}

// turn changes a child's state and cancels its pause.
func (f *family) turn(c *child, s State) {
	f.count(c, -1)
	c.state, c.paused = s, 0
	if s == Running || s == Terminated {
		c.held = nil
	}
	f.count(c, +1)
}

func (f *family) count(c *child, n int) {
	f.in[c.state] += n
	if c.Significant && c.state != Terminated {
		f.significant += n
	}
}

// alive returns the number of children that have a process.
func (f *family) alive() int { return f.in[Starting] + f.in[Running] + f.in[Stopping] }
