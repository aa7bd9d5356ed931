package global

import (
	"fmt"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// maxTime leaves a logical clock more room than it will ever need.
const maxTime = 1 << 62

// heard takes a message from a peer. A message that no correct table would send
// ends the connection. One from a node that is not connected came too late.
func (t *Table) heard(h Heard) {
	at, known := slices.BinarySearchFunc(t.peers, h.From, (*peer).compare)
	if !known {
		return
	}
	p := t.peers[at]
	if err := t.take(p, h.Message); err != nil {
		t.do(Drop{p.node, err})
	}
}

func (t *Table) take(p *peer, m Message) error {
	if s, ok := m.(Snapshot); ok != !p.joined {
		return fmt.Errorf("%w: a session has one snapshot, and begins with it", errBreach)
	} else if ok {
		return t.snapshot(p, s)
	}
	switch m := m.(type) {
	case Claim:
		return t.claim(p, m)
	case Withdrawal:
		return t.withdrawal(p, m)
	case Answer:
		t.answer(p, m)
	}
	return nil
}

func (t *Table) snapshot(p *peer, s Snapshot) error {
	if s.Clock > maxTime {
		return fmt.Errorf("%w: its clock says %d", errBreach, s.Clock)
	}
	t.clock = max(t.clock, s.Clock)
	t.join(p)
	for _, c := range s.Claims {
		if err := t.claim(p, c); err != nil {
			return err
		}
	}
	return nil
}

// claim records a peer's claim, whatever else is known of the name, and answers.
func (t *Table) claim(p *peer, c Claim) error {
	if err := t.check(p, c); err != nil {
		return err
	}
	p.seq = c.Seq
	p.names[c.Name] = true
	t.clock = max(t.clock, c.Time)
	e := t.entry(c.Name)
	e.note(c)
	t.settle(e)
	t.do(Send{p.node, Answer{Name: c.Name, Seq: c.Seq, Rival: e.rival(c)}})
	return nil
}

// check refuses what no correct table says.
func (t *Table) check(p *peer, c Claim) error {
	switch {
	case c.PID.Node() != p.node:
		return fmt.Errorf("%w: it claims a name for %v", errBreach, c.PID)
	case c.Name == "" || len(c.Name) > MaxName:
		return fmt.Errorf("%w: it claims a name of %d bytes", errBreach, len(c.Name))
	case c.Seq <= p.seq:
		return fmt.Errorf("%w: number %d after %d", errBreach, c.Seq, p.seq)
	case c.View < 0 || c.Time > maxTime:
		return fmt.Errorf("%w: a view of %d at time %d", errBreach, c.View, c.Time)
	case !p.names[c.Name] && len(p.names) >= t.cfg.MaxNames:
		return fmt.Errorf("%w: more than %d names", errBreach, t.cfg.MaxNames)
	}
	return nil
}

// withdrawal ends a peer's claim.
func (t *Table) withdrawal(p *peer, w Withdrawal) error {
	if w.Seq <= p.seq {
		return fmt.Errorf("%w: number %d after %d", errBreach, w.Seq, p.seq)
	}
	p.seq = w.Seq
	delete(p.names, w.Name)
	if e := t.names[w.Name]; e != nil {
		e.forget(p.node)
		t.settle(e)
	}
	return nil
}

// answer takes a peer's answer to the claim of this node with that number. An
// answer to an older number is too late.
func (t *Table) answer(p *peer, a Answer) {
	e := t.names[a.Name]
	if e == nil || e.own == nil || e.own.Seq != a.Seq {
		return
	}
	switch own := e.own; {
	case !own.Held() && a.refused():
		t.refused(e, a.Rival)
		return
	case !a.refused():
		t.acknowledged(e, p)
	case a.Rival.PID.Node() == p.node:
		t.compareAgain(e, a.Rival)
	}
	if e.own != nil {
		delete(e.own.awaited, p.node)
		t.advance(e)
	}
}

// refused withdraws a claim that one peer can't accept, whatever the others say.
// Unless the name is certainly taken, it is tried again.
func (t *Table) refused(e *entry, by Claim) {
	a := e.own.by
	t.withdraw(e)
	if by.Held() {
		t.reply(a, &actor.NameError{Name: e.name, Holder: by.PID})
	}
	t.settle(e)
}

// acknowledged lets the claim's view grow: at first by the nodes asked, later by
// nodes that join. A claim that has met a rival keeps its view. So the last thing
// that two owners hear of each other's view is true.
func (t *Table) acknowledged(e *entry, p *peer) {
	own := e.own
	if own.Held() && e.rival(own.Claim).Held() {
		return
	}
	own.acknowledged[p.node.Name] = true
	if own.Held() {
		own.hold()
	}
}

// compareAgain uses the view that a rival has now: it may have grown since the
// rival's owner told it.
func (t *Table) compareAgain(e *entry, rival Claim) {
	for i, c := range e.theirs {
		if c.PID == rival.PID && c.Seq == rival.Seq {
			e.theirs[i].View = max(c.View, rival.View)
		}
	}
	t.settle(e)
}
