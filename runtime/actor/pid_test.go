package actor_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A PID prints, and reads back as the same key (RT-12).
func TestPIDRoundTrip(t *testing.T) {
	for _, pid := range []actor.PID{
		{},
		actor.NewPID(actor.Node{}, 1),
		actor.NewPID(actor.Node{Name: "local", Incarnation: 1}, 1<<26),
		actor.NewPID(actor.Node{Name: "a@host:4000", Incarnation: math.MaxUint64}, math.MaxUint64),
		actor.NewPID(actor.Node{Name: "a@[::1]:4000", Incarnation: 7}, 9),
		actor.NewPID(actor.Node{Name: "odd#7/<name>", Incarnation: 7}, 9),
	} {
		got, err := actor.ParsePID(pid.String())
		if got != pid || err != nil {
			t.Errorf("%v reads back as %v, %v", pid, got, err)
		}
		text, err := json.Marshal(map[actor.PID]actor.PID{pid: pid})
		if err != nil {
			t.Fatal(err)
		}
		var back map[actor.PID]actor.PID
		if err := json.Unmarshal(text, &back); err != nil || back[pid] != pid {
			t.Errorf("%v travels as %s, %v", pid, text, err)
		}
	}
}

func TestParsePIDRefuses(t *testing.T) {
	for _, text := range []string{
		"", "nobody", "<>", "<a>", "<a#1>", "<a/1>", "<a#1/>", "<a#/1>", "<a/1#1>", "a#1/1", "<a#1/1", "a#1/1>",
		"<a#1/0>", "<a#x/1>", "<a#1/x>", "<a#-1/1>", "<a#1/+1>", "<a#1/10000000000000000>", "<a#1/1> ",
	} {
		if pid, err := actor.ParsePID(text); err == nil {
			t.Errorf("%q reads as %v", text, pid)
		}
	}
}

// One process has one PID, even if it came over a wire; so has the zero PID.
func TestPIDIsAKey(t *testing.T) {
	node := actor.Node{Name: "a", Incarnation: 7}
	if one, other := actor.NewPID(node, 9), actor.NewPID(node, 9); one != other {
		t.Error("the same parts make two PIDs")
	}
	if nobody := actor.NewPID(node, 0); nobody != (actor.PID{}) || !nobody.IsZero() {
		t.Error("there are two nobodies")
	}
	if (actor.PID{}).Node() != (actor.Node{}) {
		t.Error("nobody lives somewhere")
	}
}

// Another incarnation of the same node is another node (S41).
func TestPIDOfAnEarlierRun(t *testing.T) {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(t.Context())
	pid := sys.Spawn(func(p *actor.Process) error { p.Receive(); return nil })
	node := sys.Node()
	node.Incarnation++
	if earlier := actor.NewPID(node, pid.ID()); sys.Alive(earlier) || !sys.Alive(pid) {
		t.Error("a PID of another run reaches a process of this one")
	}
}

func FuzzParsePID(f *testing.F) {
	for _, seed := range []string{"<nobody>", "<local#1/4000000>", "<a@host:1#ffff/1>", "<#0/1>", "<a#1/1#2/3>", "<"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pid, err := actor.ParsePID(text)
		if err != nil {
			return
		}
		if again, err := actor.ParsePID(pid.String()); again != pid || err != nil {
			t.Errorf("%q reads as %v, and that as %v, %v", text, pid, again, err)
		}
	})
}
