package actor_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// Whatever a few processes do to each other, step by step, the runtime and the
// model agree on which live, on what each receives and on what is recorded.
func TestContract(t *testing.T) {
	for chance := range actor.Seeds(t, 150) {
		actortest.Run(t, func(t *testing.T, sys *actor.System) {
			troupe := &troupe{t: t, sys: sys, model: newModel(), chance: chance, index: map[actor.PID]int{}, refs: map[actor.MonitorRef]int{}}
			for range 5 {
				troupe.spawn()
			}
			for range 60 {
				did := troupe.step()
				if synctest.Wait(); !troupe.agrees() {
					t.Logf("after: %s", did)
					return
				}
			}
		})
	}
}

// A troupe is processes and the model of them.
type troupe struct {
	t      *testing.T
	sys    *actor.System
	model  *model
	chance *rand.Rand
	probes []*actortest.Probe
	index  map[actor.PID]int
	refs   map[actor.MonitorRef]int
	byRef  []actor.MonitorRef // by number of the monitor
}

func (r *troupe) spawn() int {
	who := r.model.spawn()
	probe := actortest.NewProbe(r.t, r.sys)
	r.probes = append(r.probes, probe)
	r.index[probe.PID()] = who
	return who
}

// living returns a process that can do something; a new one if none can.
func (r *troupe) living() int {
	for range 50 {
		if who := r.chance.IntN(len(r.probes)); !r.model.actors[who].dead {
			return who
		}
	}
	return r.spawn()
}

// reason returns a reason to exit, in the model's words and as an error.
func (r *troupe) reason() (string, error) {
	switch n := r.chance.IntN(8); n {
	case 0, 1:
		return "normal", actor.Normal
	case 2:
		return "kill", actor.Kill
	case 3:
		return "shutdown", actor.Shutdown
	default:
		return counted(n).Error(), counted(n)
	}
}

// step makes a process do something, in the runtime and in the model, and returns
// what.
func (r *troupe) step() string {
	a, b := r.living(), r.chance.IntN(len(r.probes))
	ann, to := r.probes[a], r.probes[b].PID()
	said, reason := r.reason()
	name := string(rune('a' + r.chance.IntN(3)))
	switch r.chance.IntN(12) {
	case 0:
		return fmt.Sprintf("%d is spawned", r.spawn())
	case 1, 2, 3:
		r.model.link(a, b)
		ann.Do(func(p *actor.Process) { p.Link(to) })
		return fmt.Sprintf("%d links to %d", a, b)
	case 4:
		r.model.unlink(a, b)
		ann.Do(func(p *actor.Process) { p.Unlink(to) })
		return fmt.Sprintf("%d unlinks from %d", a, b)
	case 5, 6:
		number := r.model.monitor(a, b)
		ref := actortest.Get(ann, func(p *actor.Process) actor.MonitorRef { return p.Monitor(to) })
		r.refs[ref] = number
		r.byRef = append(r.byRef, ref)
		return fmt.Sprintf("%d monitors %d", a, b)
	case 7:
		if len(r.byRef) == 0 {
			return "nothing"
		}
		ref := r.byRef[r.chance.IntN(len(r.byRef))]
		number := r.refs[ref]
		watcher := r.model.monitors[number].watcher
		if r.model.actors[watcher].dead {
			return "nothing"
		}
		r.model.demonitor(number)
		r.probes[watcher].Do(func(p *actor.Process) { p.Demonitor(ref) })
		return fmt.Sprintf("%d demonitors %d", watcher, number)
	case 8:
		r.model.signal(a, b, said, false)
		ann.Do(func(p *actor.Process) { p.Exit(to, reason) })
		return fmt.Sprintf("%d exits %d: %s", a, b, said)
	case 9:
		r.model.actors[a].trap = !r.model.actors[a].trap
		ann.Do(func(p *actor.Process) { p.TrapExit(!p.TrapExit(true)) })
		return fmt.Sprintf("%d changes its trap", a)
	case 10:
		free := r.model.register(a, name)
		if err := actortest.Get(ann, func(p *actor.Process) error { return p.Register(name) }); (err == nil) != free {
			r.t.Errorf("register %q: %v", name, err)
		}
		return fmt.Sprintf("%d registers %q", a, name)
	default:
		n := r.chance.IntN(100)
		r.model.send(b, n)
		ann.Send(to, n)
		return fmt.Sprintf("%d sends to %d", a, b)
	}
}

// agrees compares the runtime with the model.
func (r *troupe) agrees() bool {
	for who, a := range r.model.actors {
		probe := r.probes[who]
		if a.dead == r.sys.Alive(probe.PID()) {
			r.t.Errorf("%d: alive %v, want %v", who, !a.dead, a.dead)
			continue
		}
		if a.dead {
			if got := probe.Reason().Error(); got != a.reason {
				r.t.Errorf("%d: exited for %q, want %q", who, got, a.reason)
			}
			continue
		}
		got := r.received(probe)
		slices.Sort(got) // nothing is promised across senders
		slices.Sort(a.expected)
		if !slices.Equal(got, a.expected) {
			r.t.Errorf("%d: received %q, want %q", who, got, a.expected)
		}
		a.expected = nil
		if got, want := actor.BondsOf(r.sys, probe.PID()), r.model.bond(who); got != want {
			r.t.Errorf("%d: tied by %+v, want %+v", who, got, want)
		}
	}
	for _, name := range []string{"a", "b", "c"} {
		holder, taken := r.model.names[name]
		if pid, ok := r.sys.Whereis(name); ok != taken || ok && r.index[pid] != holder {
			r.t.Errorf("%q is %v, %v, want %d, %v", name, pid, ok, holder, taken)
		}
	}
	return !r.t.Failed()
}

// received empties a mailbox, in the model's words.
func (r *troupe) received(probe *actortest.Probe) (got []string) {
	probe.Do(func(p *actor.Process) {
		for msg, ok := p.ReceiveTimeout(0); ok; msg, ok = p.ReceiveTimeout(0) {
			switch m := msg.(type) {
			case int:
				got = append(got, fmt.Sprintf("message %d", m))
			case actor.Exit:
				got = append(got, fmt.Sprintf("exit %d %v", r.index[m.From], m.Reason))
			case actor.Down:
				got = append(got, fmt.Sprintf("down %d %v", r.refs[m.Ref], m.Reason))
			}
		}
	})
	return got
}
