package global

import (
	"cmp"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Claim is what a node says about one name and one of its own processes. No node
// makes claims for another's processes, so claims never have to be merged: the
// owner of a claim is always right about it.
type Claim struct {
	Name string
	PID  actor.PID
	// Seq numbers everything that a node says about its names: the later of two
	// statements counts. An [Answer] repeats it.
	Seq uint64
	// Time is the owner's logical clock when it asked for the name.
	Time uint64
	// View is how many nodes have acknowledged the claim, its owner included. If 0,
	// the name is only asked for, and no look-up finds it.
	View int
}

// Held reports whether the name was given to the claim's process. Otherwise its
// node is still asking.
func (c Claim) Held() bool { return c.View > 0 }

// Better orders claims on one name: the larger view first, then the earlier time,
// then the node's name, then the PID. Of any two claims one is better, and no
// machine's clock takes part.
func (c Claim) Better(than Claim) bool {
	a, b := c.PID.Node(), than.PID.Node()
	return cmp.Or(
		-cmp.Compare(c.View, than.View),
		cmp.Compare(c.Time, than.Time),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Incarnation, b.Incarnation),
		cmp.Compare(c.PID.ID(), than.PID.ID()),
	) < 0
}

// A Resolver decides between two claims made in separate parts of a cluster, when
// the parts meet: true leaves the name with a, false with b. a is the claim that
// [Claim.Better] prefers.
//
// Every node runs it for itself, perhaps several times. So all nodes need the same
// Resolver, it may look only at its arguments, and it has to put any three claims
// in an order. A view grows while claims meet, so a larger view must not count
// against a claim.
type Resolver func(a, b Claim) bool

// prefers reports whether a keeps the name rather than b.
func (r Resolver) prefers(a, b Claim) bool {
	switch better := a.Better(b); {
	case r == nil:
		return better
	case better:
		return r(a, b)
	default:
		return !r(b, a)
	}
}
