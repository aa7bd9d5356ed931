package global

import (
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// An entry is everything a node knows about one name.
type entry struct {
	name     string
	own      *ownClaim  // this node's claim; nil if it has none
	theirs   []Claim    // at most one of each peer, told by that peer itself
	best     Claim      // what look-ups find; its Name is empty if they find nothing
	attempts []*attempt // Registers of this node that want the name, by age
	waiters  []uint64   // Waits for any process to have it
}

// An ownClaim is a claim with what only its owner knows.
type ownClaim struct {
	Claim
	by *attempt // the attempt that waits for it; nil once that was replied to
	// awaited are the peers that have yet to answer the claim's current Seq. They
	// matter while an attempt waits.
	awaited map[actor.Node]bool
	// acknowledged are the names of nodes that said yes, whichever run of them.
	acknowledged map[string]bool
}

// An attempt is a Register that was not replied to yet.
type attempt struct {
	Register
	entry   *entry
	resting bool // has a timer
	tries   int
}

// hold makes look-ups find the claim.
func (o *ownClaim) hold() { o.View = 1 + len(o.acknowledged) }

// note records a peer's claim for its own process.
func (e *entry) note(c Claim) {
	e.forget(c.PID.Node())
	e.theirs = append(e.theirs, c)
}

// forget drops a peer's claim, if there is one.
func (e *entry) forget(peer actor.Node) {
	e.theirs = slices.DeleteFunc(e.theirs, func(c Claim) bool { return c.PID.Node() == peer })
}

// winner returns the held claim that keeps the name.
func (e *entry) winner(r Resolver) (best Claim) {
	if e.own != nil && e.own.Held() {
		best = e.own.Claim
	}
	for _, c := range e.theirs {
		if c.Held() && (best.Name == "" || r.prefers(c, best)) {
			best = c
		}
	}
	return best
}

// rival returns a claim that stands in the way of c, if there is one: another one
// that is held or, while c itself is only asked for, another one that is asked for.
// This node's own comes first: that is where it has the final say.
func (e *entry) rival(c Claim) (found Claim) {
	inTheWay := func(other Claim) bool {
		return other.PID != c.PID && (other.Held() || !c.Held())
	}
	if e.own != nil && inTheWay(e.own.Claim) {
		return e.own.Claim
	}
	for _, other := range e.theirs {
		if inTheWay(other) && (found.Name == "" || other.Better(found)) {
			found = other
		}
	}
	return found
}

// claimed reports whether any node has the name or asks for it.
func (e *entry) claimed() bool { return e.own != nil || len(e.theirs) > 0 }

func (e *entry) idle() bool {
	return !e.claimed() && len(e.attempts) == 0 && len(e.waiters) == 0
}
