package dist_test

import (
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/conformance"
)

// Processes of two nodes keep the same promises as those of one.
func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Harness{Start: func(t *testing.T) (a, b *actor.System) {
		m := newMemory()
		ada, bob := m.start(t, "ada@a:1"), m.start(t, "bob@b:1")
		t.Cleanup(ada.stop)
		t.Cleanup(bob.stop)
		ada.connect(t, bob) // it may return before bob hears that ada is ready
		bob.connect(t, ada)
		return ada.sys, bob.sys
	}})
}
