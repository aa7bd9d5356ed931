package app

import (
	"slices"
	"testing"
	"time"
)

// Three programs lose sight of each other, in every possible way, and meet again.
// Each goes on taking events all the time, and its watchers hear them. Nobody
// hears the events that the other side takes meanwhile, neither then nor later;
// from when they have met, everybody hears all events, once. Five seconds after
// the network is whole, names, live stream and leases are as before; what a lease
// guards was done once. Leases depend only on the one database, which all can
// reach all the time: no cut of the network moves any.
func TestNodesArePartitioned(t *testing.T) {
	t.Parallel()
	pc := newPartitionedCluster(t, 30*time.Millisecond, nil)
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
			way := pairs[pc.rand.IntN(len(pairs))]
			return func(from, to int) bool { return way == [2]int{from, to} }
		}},
		{"each alone", func(int, int, int) func(from, to int) bool {
			return func(int, int) bool { return true }
		}},
	}
	for round := range scaled(len(kinds), 200) {
		lead := max(0, slices.Index(pc.names(), pc.leader(t)))
		other := (lead + 1 + pc.rand.IntN(2)) % 3
		kind := kinds[round%len(kinds)]
		pc.part(t, kind.cut(lead, other, 3-lead-other))
		pc.await(8)
		pc.newIssues(t)
		pc.evaluate(t)
		untold := pc.untold(t)
		took := pc.meet(t)
		p := pc.partitions[len(pc.partitions)-1]
		t.Logf("%s: noticed after %v, %d issues untold then; at one again %v after the network was mended",
			kind.about, p.noticed.Sub(p.from).Round(time.Millisecond), untold, took.Round(time.Millisecond))
		pc.await(5)
	}
	pc.end(t)
	if n := pc.count(t, `SELECT count(*) FROM deliveries WHERE attempts <> 1`); n > 0 {
		t.Errorf("%d alerts took more than one attempt, though all had the database", n)
	}
}
