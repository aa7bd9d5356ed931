package global

import (
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// settle draws the consequences of any change to a name. Only here does a name get
// another holder.
func (t *Table) settle(e *entry) {
	best := e.winner(t.cfg.Resolve)
	if own := e.own; own != nil && best.Name != "" && best.PID != own.PID {
		t.yield(e, best)
	}
	if best.PID != e.best.PID {
		t.do(Changed{e.name, best.PID})
	}
	e.best = best
	if best.Name != "" {
		t.decided(e)
	} else if !e.claimed() {
		for _, a := range e.attempts {
			t.rest(a)
		}
	}
	if e.idle() {
		delete(t.names, e.name)
	}
}

// yield gives up this node's claim, because a better one has met it, or a held one
// while this one was only asked for. An attempt that waits for the claim is refused
// like all others, by decided; a process that had the name must be told.
func (t *Table) yield(e *entry, to Claim) {
	own := e.own
	t.withdraw(e)
	if own.by == nil {
		t.do(Lost{e.name, own.PID, to.PID})
	}
}

// decided tells those who waited that the name has a holder: all but the attempt
// that got it, which must hear from every peer first.
func (t *Table) decided(e *entry) {
	for _, id := range e.waiters {
		delete(t.waits, id)
		t.do(Reply{ID: id, PID: e.best.PID})
	}
	e.waiters = nil
	for _, a := range slices.Clone(e.attempts) {
		if e.own == nil || e.own.by != a {
			t.reply(a, &actor.NameError{Name: e.name, Holder: e.best.PID})
		}
	}
}

// withdraw ends this node's claim. Every peer that was told of the claim is told
// this too, over the same connection, so that no node keeps it longer than its
// owner.
func (t *Table) withdraw(e *entry) {
	pid := e.own.PID
	e.own = nil
	t.claims--
	delete(t.owned[pid], e.name)
	if len(t.owned[pid]) == 0 {
		delete(t.owned, pid)
	}
	t.seq++
	t.broadcast(Withdrawal{e.name, t.seq})
}
