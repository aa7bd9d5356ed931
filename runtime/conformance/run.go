package conformance

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Harness is what the suite needs to run.
type Harness struct {
	// Start returns two systems that can reach each other, or the same one twice. It
	// is called for each proof, inside its bubble of virtual time, and must use
	// t.Cleanup to stop what it started.
	Start func(t *testing.T) (a, b *actor.System)
	// Settle makes time real, for systems connected by more than memory. It returns
	// when everything on its way between the two has arrived. If nil, time is
	// virtual, and the bubble knows.
	Settle func(t *testing.T, a, b *actor.System)
}

// A Statement is one promise, and where it is proved.
type Statement struct {
	Number int
	Text   string
	Where  string // the package whose tests prove it, from the module's root
}

// here is this package, as a Statement names it.
const here = "runtime/conformance"

// A proof is a statement with the story that shows it.
type proof struct {
	number int
	text   string
	show   func(s *stage)
}

// proofs returns all proofs, in the order of the contract's headings.
func proofs() (all []proof) {
	for _, heading := range [][]proof{signals(), links(), exits(), monitors(), calls(), timers(), kills(), unwinding()} {
		all = append(all, heading...)
	}
	return all
}

// Run holds a harness to the contract.
func Run(t *testing.T, h Harness) {
	for _, p := range proofs() {
		t.Run(fmt.Sprintf("S%d: %s", p.number, p.text), func(t *testing.T) {
			show := func(t *testing.T) {
				a, b := h.Start(t)
				p.show(&stage{T: t, a: a, b: b, real: h.Settle})
			}
			if h.Settle != nil {
				show(t)
				return
			}
			synctest.Test(t, show)
		})
	}
}

// Statements lists the contract. A statement with several proofs is listed once
// for each.
func Statements() []Statement {
	var all []Statement
	for _, p := range proofs() {
		all = append(all, Statement{p.number, p.text, here})
	}
	return append(all, elsewhere()...)
}
