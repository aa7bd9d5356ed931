package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// tree is a supervisor's state and how it decides. It is plain data: the methods
// below tell it what happened, and it puts what is to be done about it into todo.
//
// Most of the time children come and go one by one. When several must stop or
// start in order, the tree walks them, one step with each event:
//
//	stopping   from the youngest child back to from, each asked to exit when
//	           the one after it is gone; then
//	starting   forward again, each started when the one before it is up.
//
// The initial start is a walk with only the starting half, the supervisor's end
// one with only the stopping half. A crash during a restart turns the walk round,
// so that no child is ever started while one it builds on is down.
type tree struct {
	family
	spec     Spec // with its defaults
	restarts intensity

	walk walk
	from uint64 // birth of the oldest child that the walk covers
	at   *child // the child that the walk waits for

	up     bool            // all initial children were up
	ending error           // why the supervisor is stopping
	queue  []actor.Request // commands that wait for the walk's end
	pauses uint64          // how many pauses there were
	todo   []action
}

// walk is what a tree is doing in order at the moment.
type walk uint8

const (
	resting walk = iota
	stopping
	starting
)

func newTree(s Spec) *tree {
	s = s.withDefaults()
	t := &tree{family: newFamily(), spec: s, restarts: intensity{max: s.MaxRestarts, window: s.Window}}
	for _, c := range s.Children {
		t.add(c)
	}
	return t
}

func (t *tree) do(a action) { t.todo = append(t.todo, a) }

// begin starts the initial children.
func (t *tree) begin() {
	t.walk = starting
	t.startNext(t.first)
}

// spawned records the PID of a child's new process.
func (t *tree) spawned(c *child, pid actor.PID) {
	c.pid = pid
	t.byPID[pid] = c
}

// started reports that a process is up.
func (t *tree) started(pid actor.PID) {
	c := t.byPID[pid]
	if c == nil || c.state != Starting {
		return // it was asked to exit meanwhile
	}
	t.turn(c, Running)
	c.fresh, c.failures = false, 0
	t.answer(c, c.pid, nil)
	if c == t.at {
		t.startNext(c.next)
	} else {
		t.settle()
	}
}

// placed reports how a start on another node ended, once for each start: with the
// child's process, which is up, or with the reason why there is none.
func (t *tree) placed(now time.Time, c *child, pid actor.PID, err error) {
	if err != nil {
		t.over(now, c, err)
		return
	}
	t.spawned(c, pid)
	if c.state == Stopping { // too late to cancel the start
		t.dismiss(c)
	} else {
		t.started(pid)
	}
}

// rested reports that a pause is over.
func (t *tree) rested(c *child, n uint64) {
	if c.paused == n && t.ending == nil {
		t.spawn(c)
	}
}

// overdue reports that a process has not exited in its time.
func (t *tree) overdue(pid actor.PID) {
	if c := t.byPID[pid]; c != nil && c.state == Stopping {
		t.do(kill{c})
	}
}

// end stops all children, and then the supervisor with this reason. The first
// reason stands.
func (t *tree) end(reason error) {
	if t.ending != nil {
		return
	}
	t.ending = reason
	for _, r := range t.queue {
		t.do(reply{to: r, err: ErrStopping})
	}
	t.queue = nil
	t.walk, t.from, t.at = stopping, 0, nil
	if t.spec.Strategy != SimpleOneForOne {
		t.stopNext(t.last)
		return
	}
	for c := t.first; c != nil; c = c.next {
		if c.alive() {
			t.stop(c)
		}
	}
	if t.alive() == 0 {
		t.do(leave{reason})
	}
}

// forgets reports whether a child that has ended is forgotten.
func (t *tree) forgets(c *child) bool {
	return c.Restart == Temporary || t.spec.Strategy == SimpleOneForOne
}

// answer tells the caller that asked for the child's start how it ended.
func (t *tree) answer(c *child, value any, err error) {
	if c.starter != nil {
		t.do(reply{*c.starter, value, err})
		c.starter = nil
	}
}
