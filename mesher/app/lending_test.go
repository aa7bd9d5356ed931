package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// CLU-04, CLU-05: the other nodes help one that has too much to do. Whatever
// happens to them, to that node or to the links between them, each answered event
// is stored once, and the loans end with the load. The rounds of a fault go
// through the moments of a loan, with a delay that MESH_SEED chooses.
//
// By default there is one round of each fault. To judge a change to lending, kill
// helpers, kill the helped node and cut links fifty times each, which takes less
// than half an hour:
//
//	MESH_SCALE=100 go test ./mesher/app -run TestHelp -count=1 -timeout=0 -v
//
// With the same MESH_SCALE, package lending simulates a thousand faults.
func TestHelp(t *testing.T) {
	network := newTestNetwork(t, 3)
	oc := newOverloadedCluster(t, network.place)
	for _, c := range []struct {
		about  string
		rounds int
		test   func(t *testing.T, network *testNetwork, oc *overloadedCluster, round int)
		expect ledger
	}{
		{"it comes and goes", scaled(1, 10), helpComesAndGoes, ledgerIsWhole},
		{"who helps is killed", scaled(1, 50), whoHelpsIsKilled, ledgerIsWhole},
		{"the link is cut", scaled(1, 50), theLinkIsCut, ledgerIsWhole},
		{"who is helped is killed", scaled(1, 50), whoIsHelpedIsKilled, ledgerMayErr},
	} {
		t.Run(c.about, func(t *testing.T) {
			oc.awaitNoLoans(t)
			for round := range c.rounds {
				c.test(t, network, oc, round)
			}
			oc.end(t, c.expect)
		})
		if t.Failed() {
			return // its leftovers prove nothing
		}
	}
}

// Both other nodes lend processors to an overloaded one and get them back when
// the load is gone. After that a small load stays at the node that receives it.
func helpComesAndGoes(t *testing.T, _ *testNetwork, oc *overloadedCluster, _ int) {
	place := oc.logs[0].now()
	first := oc.flood(t, 0, 32)
	oc.logs[0].await(t, place, "a processor is borrowed")
	first.stop()
	oc.awaitNoLoans(t) // by now the first node knows the load of both; before, it may ask only one
	flood := oc.flood(t, 0, 96)
	until(t, "both others help", func() bool {
		for node := range oc.nodes {
			s, ok := oc.loanStatusOf(t, node)
			if !ok || node == 0 && s.borrowed < 2 || node > 0 && (s.lent == 0 || s.workers == 0) {
				return false
			}
		}
		return true
	})
	flood.stop()
	oc.awaitNoLoans(t)
	for _, lost := range oc.logs[0].since(place, "a borrowed processor is lost") {
		if !strings.Contains(lost, "takes too long to answer") { // as happens on a machine that stood still
			t.Errorf("help was not given back, but lost: %s", lost)
		}
	}
	place = oc.logs[0].now()
	little := oc.flood(t, 0, 1)
	little.await(20)
	little.stop()
	if borrowed := oc.logs[0].since(place, "a processor is borrowed"); len(borrowed) > 0 {
		t.Errorf("for a little load it asks for help: %s", borrowed)
	}
}

// A helper is killed: no event is refused, and the ledger counts each.
func whoHelpsIsKilled(t *testing.T, _ *testNetwork, oc *overloadedCluster, round int) {
	helper, flood := oc.disturb(t, round, "who helps is killed", func(helper int) { oc.nodes[helper].kill(t) })
	flood.await(20)
	oc.restart(helper)
	flood.await(20)
	oc.endFloods(t)
}

// The helped node is killed: its helpers are free again before it is back.
func whoIsHelpedIsKilled(t *testing.T, _ *testNetwork, oc *overloadedCluster, round int) {
	_, flood := oc.disturb(t, round+1, "who is helped is killed", func(int) { oc.nodes[0].kill(t) })
	for _, node := range []int{1, 2} {
		until(t, "a helper works for the dead no more", func() bool {
			s, ok := oc.loanStatusOf(t, node)
			return ok && s.worksFor[oc.name(0)] == 0
		})
	}
	oc.restart(0)
	flood.await(20)
	oc.endFloods(t)
}

// The link to the helper is cut in one direction or in both, for a time that may
// be too short to be noticed. Both nodes go on taking events meanwhile, and
// reconnect once the link is mended.
func theLinkIsCut(t *testing.T, network *testNetwork, oc *overloadedCluster, round int) {
	ways, lasts := oc.rand.IntN(3), time.Duration(oc.rand.Int64N(int64(4*time.Second)))
	what := []string{"what is sent out is lost", "answers are lost", "all is lost"}[ways]
	helper, flood := oc.disturb(t, round+2, fmt.Sprintf("%s for %v", what, lasts), func(helper int) {
		network.cut(func(from, to int) bool {
			return ways != 1 && from == 0 && to == helper || ways != 0 && from == helper && to == 0
		})
	})
	beside := oc.flood(t, helper, 1)
	<-time.After(lasts)
	if lasts > 2*time.Second {
		flood.await(5)
		beside.await(5)
	}
	network.mend()
	until(t, "they are connected again", func() bool { return oc.connected(t, 0, helper) && oc.connected(t, helper, 0) })
	flood.await(20)
	beside.await(5)
	oc.endFloods(t)
}

// borrowedBy returns how many processors a node borrows.
func borrowedBy(t testing.TB, name string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	o, err := Attach(ctx, Cluster{Cookies: []mesher.Secret{testCookie}}, name)
	if err != nil {
		return 0 // the node is being started
	}
	defer o.Close()
	reports, err := o.Survey(ctx)
	if err != nil {
		return 0
	}
	for _, node := range StatusOf(reports).Nodes {
		if node.Name == name {
			return int(node.Borrowed)
		}
	}
	return 0
}
