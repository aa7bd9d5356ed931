package lending

import (
	"slices"
	"testing"
	"time"
)

// busy returns the load of a node where events wait so many milliseconds.
func busy(node string, events, wait int) Load {
	return Load{Node: node, Events: events, Wait: time.Duration(wait) * time.Millisecond}
}

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		about    string
		own      Load
		handed   int
		borrowed map[string]int
		peers    []Load
		want     []wish
	}{
		{"too many events that wait", busy("a", 500, 20), 0, nil, []Load{busy("b", 10, 0)}, []wish{{"b", 1}}},
		{"many events that don't wait", busy("a", 5000, 4), 0, nil, []Load{busy("b", 10, 0)}, nil},
		{"few events that wait", busy("a", 100, 50), 0, nil, []Load{busy("b", 10, 0)}, nil},
		{"nobody to ask", busy("a", 500, 20), 0, nil, nil, nil},
		{"peers that wait as long", busy("a", 500, 20), 0, nil, []Load{busy("b", 10, 10), busy("c", 50, 30)}, nil},
		{"peers that have much to do, and get by", busy("a", 500, 20), 0, nil, []Load{busy("b", 5000, 2)}, []wish{{"b", 1}}},
		{"the least loaded are asked", busy("a", 500, 20), 0, nil,
			[]Load{busy("b", 10, 3), busy("c", 10, 1), busy("d", 5, 1), busy("e", 10, 2)}, []wish{{"d", 1}, {"c", 1}}},
		{"who lends less is asked before", busy("a", 500, 20), 0, nil,
			[]Load{{Node: "b", Lent: 2}, {Node: "c", Lent: 1}, {Node: "d"}}, []wish{{"d", 1}, {"c", 1}}},
		{"who borrows has nothing to lend", busy("a", 500, 20), 0, nil, []Load{{Node: "b", Borrowed: 1}}, nil},
		{"one more of who lent before", busy("a", 500, 20), 300, map[string]int{"b": 1}, []Load{busy("b", 10, 0)}, []wish{{"b", 1}}},
		{"a few at most of each", busy("a", 500, 20), 300, map[string]int{"b": 2}, []Load{busy("b", 10, 0)}, nil},
		{"all is well with help", busy("a", 500, 2), 300, map[string]int{"b": 2}, []Load{busy("b", 10, 0)}, nil},
		{"a peer that is worse off gets its own back", busy("a", 500, 8), 300, map[string]int{"b": 2, "c": 1},
			[]Load{busy("b", 10, 9), busy("c", 10, 7)}, []wish{{"b", -2}}},
		{"none is given back at the first calm", busy("a", 0, 0), 0, map[string]int{"b": 2}, []Load{busy("b", 10, 0)}, nil},
	} {
		p := newPolicy(100)
		for _, l := range c.peers {
			p.hear(l)
		}
		if got := p.decide(c.own, c.handed, c.borrowed); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.about, got, c.want)
		}
	}
}

// Processors not needed for a while are given back; next to nothing counts as
// nothing.
func TestCalm(t *testing.T) {
	for _, c := range []struct {
		about  string
		events int
		handed []int
		back   int // after which interval; 0: never
	}{
		{"nothing is handed over", 500, []int{0, 0, 0}, 3},
		{"next to nothing is", 500, []int{100, 0, 100}, 3},
		{"much is", 500, []int{200, 200, 200, 200, 200}, 0},
		{"much is, now and then", 500, []int{0, 0, 200, 0, 0, 200, 0, 0}, 0},
		{"few events come at all", 50, []int{50, 50, 50}, 3},
	} {
		p := newPolicy(100)
		back := 0
		for i, handed := range c.handed {
			if len(p.decide(busy("a", c.events, 1), handed, map[string]int{"b": 1})) > 0 {
				back = i + 1
				break
			}
		}
		if back != c.back {
			t.Errorf("%s: given back after %d intervals, want %d", c.about, back, c.back)
		}
	}
}

// A peer that is silent, gone, or failed lately is not asked.
func TestWhoIsNotAsked(t *testing.T) {
	own := busy("a", 500, 20)
	asks := func(p *policy) bool { return len(p.decide(own, 0, nil)) > 0 }
	p := newPolicy(100)
	p.hear(busy("b", 0, 0))
	for i := range staleAfter {
		if !asks(p) {
			t.Errorf("not asked after %d intervals of silence", i+1)
		}
	}
	if asks(p) {
		t.Error("asked, and nobody knows how it is")
	}
	p.hear(busy("b", 0, 0))
	p.fail("b")
	for i := 1; i < shunFor; i++ {
		p.hear(busy("b", 0, 0))
		if asks(p) {
			t.Errorf("asked %d intervals after it failed", i)
		}
	}
	p.hear(busy("b", 0, 0))
	if !asks(p) {
		t.Error("not asked although that was long ago")
	}
	p.forget("b")
	if asks(p) {
		t.Error("asked although it is gone")
	}
	p = newPolicy(-1)
	p.hear(busy("b", 0, 0))
	if asks(p) {
		t.Error("asked where nobody is to be")
	}
}
