package global

import (
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// An entry is all that a node knows of one name.
type entry struct {
	name     string
	own      *ownClaim  // this node's; nil if it has none
	theirs   []Claim    // of each peer one at most, from nobody but itself
	best     Claim      // what look-ups find; its Name is empty if they find nothing
	attempts []*attempt // who wants the name for a process of this node, by age
	waiters  []uint64   // who waits for anybody to have it
}

// An ownClaim is a claim with what only its owner knows.
type ownClaim struct {
	Claim
	by *attempt // who waits for it; nil once that was replied to
	// awaited are the peers that have yet to answer the claim as it is (its Seq).
	// They matter while somebody waits.
	awaited map[actor.Node]bool
	// acknowledged are the names of nodes that said yes, however often they were
	// started.
	acknowledged map[string]bool
}

// An attempt is a Register that was not replied to.
type attempt struct {
	Register
	entry   *entry
	resting bool // has a timer
	tries   int
}

// hold makes the claim one that look-ups find.
func (o *ownClaim) hold() { o.View = 1 + len(o.acknowledged) }

// note takes what a peer says of its own process.
func (e *entry) note(c Claim) {
	e.forget(c.PID.Node())
	e.theirs = append(e.theirs, c)
}

// forget drops a peer's claim, if there is one.
func (e *entry) forget(peer actor.Node) {
	e.theirs = slices.DeleteFunc(e.theirs, func(c Claim) bool { return c.PID.Node() == peer })
}

// winner is the claim that keeps the name among those that are held.
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

// rival is the claim that stands in the way of c, if any does: another one that
// is held, or, as long as c itself is only asked for, one that is asked for too.
// This node's own comes first: of that it has the last word.
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

// claimed tells whether anybody has the name or asks for it.
func (e *entry) claimed() bool { return e.own != nil || len(e.theirs) > 0 }

func (e *entry) idle() bool {
	return !e.claimed() && len(e.attempts) == 0 && len(e.waiters) == 0
}
