package actortest_test

import (
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// echo is the process under test.
func echo(p *actor.Process) error {
	for {
		switch m := p.Receive().(type) {
		case actor.PID:
			p.Send(m, "hello")
		}
	}
}

// Your own test is a function like this.
func Example() {
	_ = func(t *testing.T) {
		actortest.Run(t, func(t *testing.T, sys *actor.System) {
			probe := actortest.NewProbe(t, sys)
			pid := sys.Spawn(echo)

			probe.Send(pid, probe.PID())
			if got := actortest.Expect[string](probe); got != "hello" {
				t.Errorf("received %q", got)
			}
			probe.ExpectNothing()
		})
	}
	// Output:
}
