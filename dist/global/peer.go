package global

import (
	"cmp"
	"maps"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A peer is a node at the other end of a connection.
type peer struct {
	node   actor.Node
	joined bool            // its snapshot has come
	told   []Claim         // the snapshot it was sent, until it has joined
	seq    uint64          // of its last message
	names  map[string]bool // the names it claims
}

func (p *peer) compare(node actor.Node) int {
	return cmp.Or(cmp.Compare(p.node.Name, node.Name), cmp.Compare(p.node.Incarnation, node.Incarnation))
}

// connected begins a session. From here on the peer is asked: it counts itself
// connected as soon as it has this snapshot, and by then it must know, or refuse,
// whatever is registered here.
func (t *Table) connected(node actor.Node) {
	at, known := slices.BinarySearchFunc(t.peers, node, (*peer).compare)
	if known {
		return
	}
	p := &peer{node: node, told: t.ownClaims(), names: map[string]bool{}}
	t.peers = slices.Insert(t.peers, at, p)
	for _, a := range t.attempts {
		if own := a.entry.own; own != nil && own.by == a {
			own.awaited[node] = true
		}
	}
	t.do(Send{node, Snapshot{t.clock, p.told}})
}

// join makes the peer one that is told everything. Since nothing may follow a
// snapshot before the other side's has come, it is told now what has changed
// meanwhile.
func (t *Table) join(p *peer) {
	told := make(map[string]uint64, len(p.told))
	for _, c := range p.told {
		told[c.Name] = c.Seq
	}
	p.joined, p.told = true, nil
	for _, c := range t.ownClaims() {
		if told[c.Name] != c.Seq {
			t.do(Send{p.node, c})
		}
		delete(told, c.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(told)) {
		t.seq++
		t.do(Send{p.node, Withdrawal{name, t.seq}})
	}
}

// disconnected forgets a peer and its claims, and no longer waits for it.
func (t *Table) disconnected(node actor.Node) {
	at, known := slices.BinarySearchFunc(t.peers, node, (*peer).compare)
	if !known {
		return
	}
	p := t.peers[at]
	t.peers = slices.Delete(t.peers, at, at+1)
	for _, name := range slices.Sorted(maps.Keys(p.names)) {
		e := t.names[name]
		e.forget(node)
		t.settle(e)
	}
	for _, id := range slices.Sorted(maps.Keys(t.attempts)) {
		a := t.attempts[id]
		if a == nil { // replied to, as another attempt got the name
			continue
		}
		if own := a.entry.own; own != nil && own.by == a {
			delete(own.awaited, node)
			t.advance(a.entry)
		}
	}
}

// broadcast sends to all peers that have joined; join tells the others.
func (t *Table) broadcast(m Message) {
	for _, p := range t.peers {
		if p.joined {
			t.do(Send{p.node, m})
		}
	}
}

// ownClaims returns this node's claims, by ascending Seq.
func (t *Table) ownClaims() []Claim {
	claims := make([]Claim, 0, t.claims)
	for _, names := range t.owned {
		for name := range names {
			claims = append(claims, t.names[name].own.Claim)
		}
	}
	slices.SortFunc(claims, func(a, b Claim) int { return cmp.Compare(a.Seq, b.Seq) })
	return claims
}
