package global

import (
	"cmp"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Claim is what a node says of one name and one of its own processes. No node
// makes claims for another's processes, so nothing that is said of a name has to
// be merged: who owns a claim is always right about it.
type Claim struct {
	Name string
	PID  actor.PID
	// Seq numbers everything that a node says of its names: of two statements
	// the later one counts. An [Answer] repeats it.
	Seq uint64
	// Time is the owner's logical clock when it asked for the name.
	Time uint64
	// View is how many nodes have acknowledged the claim, its owner among them. 0:
	// the name is only asked for, and no look-up finds it.
	View int
}

// Held tells whether the name was given to the claim's process. Otherwise its
// node is still asking.
func (c Claim) Held() bool { return c.View > 0 }

// Better orders claims on one name: the larger view, then the earlier time, then
// the node's name, then the PID. There are no two claims of which neither is
// better, and no clock of a machine takes part.
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

// A Resolver decides between two claims that were made in a cluster's parts, as
// they meet: true leaves the name with a, false with b. a is the one that
// [Claim.Better] prefers.
//
// It runs on every node for itself, maybe several times. So all nodes need the
// same one, it may look at nothing but its arguments, and it has to put any three
// claims in an order. A view grows while claims meet, so a larger one must not
// speak against a claim.
type Resolver func(a, b Claim) bool

// prefers tells whether a keeps the name rather than b.
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
