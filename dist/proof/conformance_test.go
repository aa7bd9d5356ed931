package proof

import (
	"context"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/conformance"
)

// Processes of two nodes, with TCP and TLS between them, keep the same promises
// as those of one.
func TestDIST08Conformance(t *testing.T) {
	pids := map[*actor.System]actor.PID{}
	conformance.Run(t, conformance.Harness{
		Start: func(t *testing.T) (a, b *actor.System) {
			ada, bob := begin(t, Options{Who: "ada"}), begin(t, Options{Who: "bob"})
			ada.connect(bob.Self().Name)
			bob.connect(ada.Self().Name) // each may be ready before the other
			for _, sys := range []*actor.System{ada.sys, bob.sys} {
				pids[sys], _ = sys.Whereis("echo")
			}
			return ada.sys, bob.sys
		},
		Settle: func(t *testing.T, a, b *actor.System) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			for range 3 { // a process that answers has got what came before, and may have sent more
				for _, there := range []struct{ from, to *actor.System }{{a, b}, {b, a}} {
					if _, err := there.from.Call(ctx, pids[there.to], 1); err != nil {
						t.Fatal(err)
					}
				}
			}
		},
	})
}
