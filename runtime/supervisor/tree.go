package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// tree is what a supervisor knows and how it decides. It is plain data: it is
// told what happened by the methods below, and puts what is to be done about it
// into todo.
//
// Most of the time children come and go one by one. When several must stop or
// start in order, the tree walks them, one step with each event:
//
//	stopping   from the youngest child back to from, each asked to leave when
//	           the one after it is gone; then
//	starting   forward again, each started when the one before it is up.
//
// The first start is a walk that has only starting, the supervisor's end one that
// has only stopping. A crash during a restart turns the walk round, so that no
// child is ever started while one it builds on is down.
type tree struct {
	family
	spec     Spec // with its defaults
	restarts intensity

	walk walk
	from uint64 // birth of the oldest child that the walk is about
	at   *child // the one that the walk waits for

	up     bool            // all first children were
	ending error           // why the supervisor is on its way out
	queue  []actor.Request // commands that wait for the walk's end
	pauses uint64          // how many there were
	todo   []action
}

// walk is what a tree does in order at the moment.
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

// begin starts the first children.
func (t *tree) begin() {
	t.walk = starting
	t.startNext(t.first)
}

// spawned tells the PID of a child's new process.
func (t *tree) spawned(c *child, pid actor.PID) {
	c.pid = pid
	t.byPID[pid] = c
}

// started tells that a process is up.
func (t *tree) started(pid actor.PID) {
	c := t.byPID[pid]
	if c == nil || c.state != Starting {
		return // it was asked to leave meanwhile
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

// placed tells how a start on another node ended, once for each: with the child's
// process, which is up, or with why there is none.
func (t *tree) placed(now time.Time, c *child, pid actor.PID, err error) {
	if err != nil {
		t.over(now, c, err)
		return
	}
	t.spawned(c, pid)
	if c.state == Stopping { // it could not be called off any more
		t.dismiss(c)
	} else {
		t.started(pid)
	}
}

// rested tells that a pause is over.
func (t *tree) rested(c *child, n uint64) {
	if c.paused == n && t.ending == nil {
		t.spawn(c)
	}
}

// overdue tells that a process has not exited in its time.
func (t *tree) overdue(pid actor.PID) {
	if c := t.byPID[pid]; c != nil && c.state == Stopping {
		t.do(kill{c})
	}
}

// end stops all children, and then the supervisor for this reason. The first
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

// forgets tells whether nothing is kept of a child that has ended.
func (t *tree) forgets(c *child) bool {
	return c.Restart == Temporary || t.spec.Strategy == SimpleOneForOne
}

// answer tells who asked for the child's start what became of it.
func (t *tree) answer(c *child, value any, err error) {
	if c.starter != nil {
		t.do(reply{*c.starter, value, err})
		c.starter = nil
	}
}
