package wire

import (
	"errors"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestPID(t *testing.T) {
	node := actor.Node{Name: "ada@10.0.0.1:4369", Incarnation: 1 << 63}
	for _, pid := range []actor.PID{{}, actor.NewPID(node, 1), actor.NewPID(node, 1<<64-1), actor.NewPID(actor.Node{}, 7)} {
		b := append(AppendPID([]byte("before"), pid), "behind"...)
		got, rest, err := CutPID(b[len("before"):])
		if got != pid || string(rest) != "behind" || err != nil {
			t.Errorf("%v came as %v, before %q: %v", pid, got, rest, err)
		}
		whole := AppendPID(nil, pid)
		for n := range whole {
			if got, _, err := CutPID(whole[:n]); !errors.Is(err, ErrMalformed) {
				t.Errorf("%d bytes of %v are %v: %v", n, pid, got, err)
			}
		}
	}
}
