package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// CLU-04, CLU-05: a node that has too much to do is helped by the others, whatever
// happens to them, to itself and to the links between them: what was answered is
// stored once, and help is gone with the load. Each fault comes on every occasion
// in turn, after a delay that MESH_SEED chooses.
//
// Alone it is short, a round of each. What lending is judged by is fifty kills of
// who helps, fifty of who is helped, and fifty cuts, in a quarter of an hour at most:
//
//	MESH_SCALE=100 go test ./mesher/app -run TestHelp -count=1 -timeout=0 -v
//
// Package lending has a thousand simulated ones, by MESH_SCALE=100 as well.
func TestHelp(t *testing.T) {
	isles := newIslands(t, 3)
	r := newRescue(t, isles.place)
	for _, c := range []struct {
		about  string
		rounds int
		test   func(t *testing.T, isles *islands, r *rescue, round int)
		expect ledger
	}{
		{"it comes and goes", scaled(1, 10), helpComesAndGoes, ledgerIsWhole},
		{"who helps is killed", scaled(1, 50), whoHelpsIsKilled, ledgerIsWhole},
		{"the link is cut", scaled(1, 50), theLinkIsCut, ledgerIsWhole},
		{"who is helped is killed", scaled(1, 50), whoIsHelpedIsKilled, ledgerMayErr},
	} {
		t.Run(c.about, func(t *testing.T) {
			r.mustComeBack(t)
			for round := range c.rounds {
				c.test(t, isles, r, round)
			}
			r.end(t, c.expect)
		})
		if t.Failed() {
			return // what it left behind proves nothing
		}
	}
}

// Processors of both others come when there is too much to do, and go when there is
// not; then a little stays where it comes in.
func helpComesAndGoes(t *testing.T, _ *islands, r *rescue, _ int) {
	place := r.logs[0].now()
	first := r.flood(t, 0, 32)
	r.logs[0].await(t, place, "a processor is borrowed")
	first.stop()
	r.mustComeBack(t) // by now it has heard of both; else only one is asked, and may be enough
	flood := r.flood(t, 0, 96)
	until(t, "both others help", func() bool {
		for ship := range r.ships {
			s, ok := r.standingOf(t, ship)
			if !ok || ship == 0 && s.borrowed < 2 || ship > 0 && (s.lent == 0 || s.workers == 0) {
				return false
			}
		}
		return true
	})
	flood.stop()
	r.mustComeBack(t)
	if lost := r.logs[0].since(place, "a borrowed processor is lost"); len(lost) > 0 {
		t.Errorf("help was not given back, but lost: %s", lost)
	}
	place = r.logs[0].now()
	little := r.flood(t, 0, 1)
	little.await(20)
	little.stop()
	if borrowed := r.logs[0].since(place, "a processor is borrowed"); len(borrowed) > 0 {
		t.Errorf("for a little load it asks for help: %s", borrowed)
	}
}

// Nobody's event is refused, and each is counted.
func whoHelpsIsKilled(t *testing.T, _ *islands, r *rescue, round int) {
	helper, flood := r.strike(t, round, "who helps is killed", func(helper int) { r.ships[helper].kill(t) })
	flood.await(20)
	r.again(helper)
	flood.await(20)
	r.ebb(t)
}

// Those who helped are free again, before who was helped is back.
func whoIsHelpedIsKilled(t *testing.T, _ *islands, r *rescue, round int) {
	_, flood := r.strike(t, round+1, "who is helped is killed", func(int) { r.ships[0].kill(t) })
	for _, ship := range []int{1, 2} {
		until(t, "a helper works for the dead no more", func() bool {
			s, ok := r.standingOf(t, ship)
			return ok && s.worksFor[r.name(0)] == 0
		})
	}
	r.again(0)
	flood.await(20)
	r.ebb(t)
}

// The link is cut for less time than it takes to notice or for more, in one
// direction or in both. Each goes on meanwhile, and once it is mended they are
// connected again.
func theLinkIsCut(t *testing.T, isles *islands, r *rescue, round int) {
	ways, lasts := r.r.IntN(3), time.Duration(r.r.Int64N(int64(4*time.Second)))
	what := []string{"what is sent out is lost", "answers are lost", "all is lost"}[ways]
	helper, flood := r.strike(t, round+2, fmt.Sprintf("%s for %v", what, lasts), func(helper int) {
		isles.cut(func(from, to int) bool {
			return ways != 1 && from == 0 && to == helper || ways != 0 && from == helper && to == 0
		})
	})
	beside := r.flood(t, helper, 1)
	<-time.After(lasts)
	if lasts > 2*time.Second {
		flood.await(5)
		beside.await(5)
	}
	isles.mend()
	until(t, "they are connected again", func() bool { return r.connected(t, 0, helper) && r.connected(t, helper, 0) })
	flood.await(20)
	beside.await(5)
	r.ebb(t)
}

// borrowedBy is how many processors work elsewhere for a node.
func borrowedBy(t testing.TB, name string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	o, err := Attach(ctx, Cluster{Cookies: []mesher.Secret{testCookie}}, name)
	if err != nil {
		return 0 // it is being started
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
