package app

import (
	"slices"
	"testing"
	"time"
)

// Three programs lose sight of each other, in each way there is, and meet again.
// Each goes on taking events all the time, and who watches at it hears what it
// takes. Of what the other side takes meanwhile nobody hears, neither then nor
// later; what is taken from when they have met all hear, once. Five seconds after
// the network is whole names, live stream and leases are as before; what a lease
// guards was done once. That there is one database, which all have all the time, is
// what leases rest on: no cut of the network moves any.
func TestNodesArePartitioned(t *testing.T) {
	t.Parallel()
	r := newRealm(t, 30*time.Millisecond, nil)
	kinds := []struct {
		about string
		cut   func(lead, other, third int) func(from, to int) bool
	}{
		{"who leads | two", func(lead, _, _ int) func(from, to int) bool {
			return func(from, to int) bool { return (from == lead) != (to == lead) }
		}},
		{"who leads and one | one", func(_, other, _ int) func(from, to int) bool {
			return func(from, to int) bool { return (from == other) != (to == other) }
		}},
		{"one does not reach one", func(lead, other, third int) func(from, to int) bool {
			pairs := [][2]int{{lead, other}, {other, lead}, {other, third}}
			way := pairs[r.r.IntN(len(pairs))]
			return func(from, to int) bool { return way == [2]int{from, to} }
		}},
		{"each alone", func(int, int, int) func(from, to int) bool {
			return func(int, int) bool { return true }
		}},
	}
	for round := range scaled(len(kinds), 200) {
		lead := max(0, slices.Index(r.names(), r.leader(t)))
		other := (lead + 1 + r.r.IntN(2)) % 3
		kind := kinds[round%len(kinds)]
		r.part(t, kind.cut(lead, other, 3-lead-other))
		r.await(8)
		r.newIssues(t)
		r.evaluate(t)
		untold := r.untold(t)
		took := r.meet(t)
		p := r.parted[len(r.parted)-1]
		t.Logf("%s: noticed after %v, %d issues untold then; at one again %v after the network was mended",
			kind.about, p.noticed.Sub(p.from).Round(time.Millisecond), untold, took.Round(time.Millisecond))
		r.await(5)
	}
	r.end(t)
	if n := r.count(t, `SELECT count(*) FROM deliveries WHERE attempts <> 1`); n > 0 {
		t.Errorf("%d alerts took more than one attempt, though all had the database", n)
	}
}
