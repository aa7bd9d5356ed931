package conformance_test

import (
	"fmt"

	"github.com/mesh-actors/mesh/runtime/conformance"
)

// The contract can be read.
func ExampleStatements() {
	for _, s := range conformance.Statements() {
		if s.Number == 16 {
			fmt.Printf("S%d: %s (%s)\n", s.Number, s.Text, s.Where)
		}
	}
	// Output:
	// S16: each monitor is a new ref and fires exactly once (runtime/conformance)
	// S16: monitors do not depend on each other (runtime/conformance)
	// S16: a monitor works one way (runtime/conformance)
}
