package global

import (
	"fmt"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// register begins an attempt:
//
//	      claimed by nobody             all said yes            all have noted it
//	try ───────────────────▶ asking ───────────────────▶ held ───────────────────▶ replied
//	 ▲ ▲                       │
//	 │ │                       │ refused: withdraw
//	 │ └──── timer ── resting ◀┤
//	 │                   ▲     │
//	 │                   │     ▼
//	 └ claimed ──▶ waiting for those who ask
//
// It ends in any state when another process certainly has the name, its own process
// exits or its caller's context ends.
func (t *Table) register(r Register) {
	switch {
	case r.Name == "" || len(r.Name) > MaxName:
		t.do(Reply{ID: r.ID, Err: fmt.Errorf("register %q: %w", r.Name, ErrName)})
		return
	case r.PID.Node() != t.cfg.Self:
		t.do(Reply{ID: r.ID, Err: fmt.Errorf("register %q for %v: %w", r.Name, r.PID, ErrForeign)})
		return
	}
	e := t.entry(r.Name)
	a := &attempt{Register: r, entry: e}
	t.attempts[r.ID] = a
	e.attempts = append(e.attempts, a)
	t.try(a)
	t.settle(e)
}

// try asks for the name, unless another attempt or node does: then it goes on when
// that one has the name (settle refuses it) or gives up (settle has it rest).
func (t *Table) try(a *attempt) {
	e := a.entry
	if e.claimed() {
		return
	}
	if t.claims >= t.cfg.MaxNames {
		t.reply(a, fmt.Errorf("register %q: %w", a.Name, ErrFull))
		return
	}
	t.claims++
	if t.owned[a.PID] == nil {
		t.owned[a.PID] = map[string]bool{}
	}
	t.owned[a.PID][a.Name] = true
	t.clock++
	e.own = &ownClaim{
		Claim:        Claim{Name: a.Name, PID: a.PID, Time: t.clock},
		by:           a,
		acknowledged: map[string]bool{},
	}
	t.say(e.own)
	t.advance(e)
}

// say tells all peers a claim's current state, and awaits their answers. A peer
// whose snapshot has not come yet hears of it then, and is awaited all the same: it
// may have this node's snapshot, and count itself connected.
func (t *Table) say(own *ownClaim) {
	t.seq++
	own.Seq = t.seq
	own.awaited = make(map[actor.Node]bool, len(t.peers))
	for _, p := range t.peers {
		own.awaited[p.node] = true
	}
	t.broadcast(own.Claim)
}

// advance moves a claim on once all awaited peers have answered: from asked to
// held, from held to replied.
func (t *Table) advance(e *entry) {
	own := e.own
	if own == nil || own.by == nil || len(own.awaited) > 0 {
		return
	}
	if !own.Held() {
		own.hold()
		t.say(own)
		t.settle(e)
		t.advance(e)
		return
	}
	a := own.by
	own.by = nil
	t.reply(a, nil)
}

// reply ends an attempt.
func (t *Table) reply(a *attempt, err error) {
	delete(t.attempts, a.ID)
	a.entry.attempts = slices.DeleteFunc(a.entry.attempts, func(other *attempt) bool { return other == a })
	t.do(Reply{ID: a.ID, Err: err})
}

// rest retries the attempt after a pause that grows, and that is random, so that
// nodes which refused each other do not meet again.
func (t *Table) rest(a *attempt) {
	if a.resting {
		return
	}
	longest := min(t.cfg.Backoff<<min(a.tries, 20), t.cfg.MaxBackoff)
	a.resting = true
	a.tries++
	t.do(Timer{a.ID, time.Duration(1 + t.cfg.Jitter(int64(longest)))})
}

func (t *Table) ticked(id uint64) {
	if a := t.attempts[id]; a != nil { // its caller still waits
		a.resting = false
		t.try(a)
		t.settle(a.entry)
	}
}
