package supervisor

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// world carries out what a tree wants, and checks that it may want that.
type world struct {
	*rapid.T
	tree    *tree
	now     time.Time
	made    uint64
	running map[actor.PID]*child // processes there are
	asked   map[actor.PID]bool   // those of them that were asked to leave
	places  map[*child]bool      // starts elsewhere under way; true when called off
	late    map[actor.PID]bool   // processes of starts that were called off
	counted []time.Time          // restarts, and the one too many
	pauses  []pause              // that are not over
	waiting int                  // commands without an answer
	left    bool
}

func newWorld(t *rapid.T) *world {
	w := &world{T: t, now: time.Unix(0, 0), running: map[actor.PID]*child{},
		asked: map[actor.PID]bool{}, places: map[*child]bool{}, late: map[actor.PID]bool{}}
	spec := Spec{
		Strategy:     rapid.SampledFrom([]Strategy{OneForOne, OneForAll, RestForOne, SimpleOneForOne}).Draw(t, "strategy"),
		MaxRestarts:  rapid.IntRange(-1, 6).Draw(t, "max"),
		Window:       time.Second,
		AutoShutdown: rapid.SampledFrom([]AutoShutdown{Never, AnySignificant, AllSignificant}).Draw(t, "auto"),
	}
	if spec.Strategy != SimpleOneForOne {
		for i := range rapid.IntRange(0, 6).Draw(t, "children") {
			spec.Children = append(spec.Children, w.child(spec, "abcdef"[i:i+1]))
		}
	}
	w.tree = newTree(spec)
	return w
}

func (w *world) child(s Spec, id string) Child {
	c := Child{ID: id, Start: unused}
	if rapid.Bool().Draw(w.T, "remote") {
		away(&c)
		c.Remote.Loss = rapid.SampledFrom([]Loss{Wait, Elsewhere, Escalate}).Draw(w.T, "loss")
	}
	c.Restart = rapid.SampledFrom([]Restart{Permanent, Transient, Temporary}).Draw(w.T, "restart")
	c.Shutdown = rapid.SampledFrom([]time.Duration{0, BrutalKill, Infinity}).Draw(w.T, "shutdown")
	c.Significant = c.Restart != Permanent && s.AutoShutdown != Never && rapid.Bool().Draw(w.T, "significant")
	return c
}

// one returns the process of some child in this state.
func (w *world) one(s State) (actor.PID, bool) {
	var pids []actor.PID
	for c := w.tree.first; c != nil; c = c.next {
		if _, placing := w.places[c]; c.state == s && !placing {
			pids = append(pids, c.pid)
		}
	}
	if len(pids) == 0 {
		return actor.PID{}, false
	}
	return rapid.SampledFrom(pids).Draw(w.T, "process"), true
}

func (w *world) exit(pid actor.PID, reason error) {
	delete(w.running, pid)
	w.tree.exited(w.now, pid, reason)
	w.carryOut()
	w.tree.exited(w.now, pid, reason) // is told twice, and does nothing
	w.carryOut()
}

func (w *world) order(body any) {
	if w.left {
		return // there is nobody to ask
	}
	w.waiting++
	w.tree.command(actor.Request{Body: body})
	w.carryOut()
}

func (w *world) carryOut() {
	todo := w.tree.todo
	w.tree.todo = nil
	for _, a := range todo {
		if w.left {
			w.Fatalf("%T after it left", a)
		}
		switch a := a.(type) {
		case spawn:
			w.spawn(a.child)
		case pause:
			w.pauses = append(w.pauses, a)
		case ask:
			w.stop(a.child)
		case kill:
			w.stop(a.child)
		case reply:
			if w.waiting--; w.waiting < 0 {
				w.Fatalf("a second answer to a %T", a.to.Body)
			}
		case lost:
			if a.restart {
				w.counted = append(w.counted, w.now)
			}
		case giveUp:
			if _, lost := a.err.(*LostError); lost {
				continue
			}
			w.counted = append(w.counted, w.now)
			if n := w.recent(); n != w.tree.spec.MaxRestarts+1 {
				w.Fatalf("gave up at restart %d of %d", n, w.tree.spec.MaxRestarts)
			}
		case leave:
			w.left = true
			if len(w.running)+len(w.places) > 0 {
				w.Fatalf("left %d processes behind", len(w.running))
			}
		}
	}
}

func (w *world) recent() (n int) {
	for _, at := range w.counted {
		if w.now.Sub(at) <= w.tree.spec.Window {
			n++
		}
	}
	return n
}

func (w *world) spawn(c *child) {
	for _, other := range w.running {
		if other == c {
			w.Fatalf("a second process for child %s", c.ID)
		}
	}
	if w.tree.ending != nil {
		w.Fatalf("child %s is started at the end", c.ID)
	}
	for older := c.prev; older != nil && w.grouped(); older = older.prev {
		if older.state == Restarting {
			w.Fatalf("child %s is started while %s is down", c.ID, older.ID)
		}
	}
	if _, placing := w.places[c]; placing {
		w.Fatalf("child %s is placed twice", c.ID)
	}
	if c.Remote != nil {
		w.places[c] = false
		return
	}
	w.tree.spawned(c, w.process(c))
}

// process makes a process for a child.
func (w *world) process(c *child) actor.PID {
	w.made++
	pid := actor.NewPID(actor.Node{Name: "test"}, w.made)
	w.running[pid] = c
	return pid
}

// place ends a start elsewhere: successfully, or for this reason.
func (w *world) place(c *child, err error) {
	calledOff := w.places[c]
	delete(w.places, c)
	if err != nil {
		w.tree.placed(w.now, c, actor.PID{}, err)
	} else {
		pid := w.process(c)
		w.late[pid] = calledOff
		w.tree.placed(w.now, c, pid, nil)
	}
	w.carryOut()
}

// unplaced returns the oldest child whose start elsewhere is under way.
func (w *world) unplaced() *child {
	for c := w.tree.first; c != nil; c = c.next {
		if _, placing := w.places[c]; placing {
			return c
		}
	}
	return nil
}

func (w *world) stop(c *child) {
	if calledOff, placing := w.places[c]; placing {
		if calledOff {
			w.Fatalf("the start of child %s is called off twice", c.ID)
		}
		w.places[c] = true
		return
	}
	if w.running[c.pid] != c {
		w.Fatalf("child %s has no process to stop", c.ID)
	}
	again := w.asked[c.pid] || w.late[c.pid] // its turn had come before
	w.asked[c.pid] = true
	if again || w.tree.ending == nil || w.tree.spec.Strategy == SimpleOneForOne {
		return
	}
	for younger := c.next; younger != nil; younger = younger.next {
		if younger.alive() && !w.asked[younger.pid] {
			w.Fatalf("child %s stops before %s", c.ID, younger.ID)
		}
	}
}

func (w *world) grouped() bool {
	return w.tree.spec.Strategy == OneForAll || w.tree.spec.Strategy == RestForOne
}

// check checks what holds after every event.
func (w *world) check() {
	var in [states]int
	var significant int
	var last uint64
	for c := w.tree.first; c != nil; c = c.next {
		in[c.state]++
		if c.Significant && c.state != Terminated {
			significant++
		}
		if c.born <= last || w.tree.byID[c.ID] != c {
			w.Fatalf("child %s is out of place", c.ID)
		}
		last = c.born
		if calledOff, placing := w.places[c]; placing {
			if c.state != Starting && c.state != Stopping || calledOff != (c.state == Stopping) {
				w.Fatalf("child %s is placed, and %v", c.ID, c.state)
			}
			continue
		}
		if c.alive() != (w.running[c.pid] == c) {
			w.Fatalf("child %s is %v, its process is not", c.ID, c.state)
		}
		if c.state == Stopping && !w.asked[c.pid] {
			w.Fatalf("child %s is stopping and was not asked", c.ID)
		}
	}
	if in != w.tree.in || significant != w.tree.significant {
		w.Fatalf("counted %v and %d, are %v and %d", w.tree.in, w.tree.significant, in, significant)
	}
	if len(w.running)+len(w.places) != w.tree.alive() || len(w.running) != len(w.tree.byPID) {
		w.Fatalf("%d processes run, the tree knows %d", len(w.running), len(w.tree.byPID))
	}
	if w.tree.ending == nil && w.recent() > max(w.tree.spec.MaxRestarts, 0) {
		w.Fatalf("%d restarts within the window were put up with", w.recent())
	}
}

// rest ends the oldest pause.
func (w *world) rest() bool {
	if len(w.pauses) == 0 {
		return false
	}
	a := w.pauses[0]
	w.pauses = w.pauses[1:]
	w.tree.rested(a.child, a.n)
	w.carryOut()
	return true
}

// calm lets starting processes come up and those asked to leave go, until nothing
// happens any more.
func (w *world) calm() {
	for range 10_000 {
		if c := w.unplaced(); c != nil {
			w.place(c, nil)
		} else if pid, ok := w.one(Starting); ok {
			w.tree.started(pid)
			w.carryOut()
		} else if pid, ok := w.one(Stopping); ok {
			w.exit(pid, actor.Shutdown)
		} else if !w.rest() {
			return
		}
		w.check()
	}
	w.Fatal("it never comes to rest")
}

// RT-07: whatever happens in whatever order, no child has two processes, groups
// start and stop in order, restarts are counted exactly, and no process is left
// behind.
func TestTreeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.tree.begin()
		w.carryOut()
		id := rapid.SampledFrom([]string{"a", "b", "c", "d", "x", "y"})
		reason := rapid.SampledFrom([]error{actor.Normal, actor.Shutdown, actor.Killed, actor.NoConnection, errors.New("boom")})
		exit := func(s State) func(*rapid.T) {
			return func(t *rapid.T) {
				if pid, ok := w.one(s); ok {
					w.exit(pid, reason.Draw(t, "reason"))
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"up": func(*rapid.T) {
				if pid, ok := w.one(Starting); ok {
					w.tree.started(pid)
					w.carryOut()
				}
			},
			"placed": func(t *rapid.T) {
				if c := w.unplaced(); c != nil {
					w.place(c, rapid.SampledFrom([]error{nil, nil, errBoom, actor.NoConnection}).Draw(t, "outcome"))
				}
			},
			"crash":        exit(Running),
			"failed start": exit(Starting),
			"leave":        exit(Stopping),
			"held up": func(*rapid.T) {
				if pid, ok := w.one(Starting); ok {
					delete(w.running, pid)
					if !w.tree.heldUp(w.now, pid, actor.PID{}) {
						w.tree.exited(w.now, pid, errBoom)
					}
					w.carryOut()
				}
			},
			"overdue": func(*rapid.T) {
				if pid, ok := w.one(Stopping); ok {
					w.tree.overdue(pid)
					w.carryOut()
				}
			},
			"rested": func(*rapid.T) { w.rest() },
			"time": func(t *rapid.T) {
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 1200).Draw(t, "ms")) * time.Millisecond)
			},
			"start":     func(t *rapid.T) { w.order(startChild{w.child(w.tree.spec, id.Draw(t, "id"))}) },
			"terminate": func(t *rapid.T) { w.order(terminateChild{id.Draw(t, "id")}) },
			"restart":   func(t *rapid.T) { w.order(restartChild{id.Draw(t, "id")}) },
			"delete":    func(t *rapid.T) { w.order(deleteChild{id.Draw(t, "id")}) },
			"":          func(*rapid.T) { w.check() },
		})

		w.calm()
		if w.tree.ending == nil && (!w.tree.up || w.tree.walk != resting || w.tree.in[Running]+w.tree.in[Terminated] != len(w.tree.byID)) {
			t.Fatalf("at rest it is up: %t, and stands at %v", w.tree.up, w.tree.in)
		}
		w.tree.end(actor.Normal)
		w.carryOut()
		w.calm()
		if !w.left || w.waiting > 0 {
			t.Fatalf("it ended: %t, with %d commands unanswered", w.left, w.waiting)
		}
	})
}
