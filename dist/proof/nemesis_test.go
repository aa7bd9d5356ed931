package proof

import (
	"math/rand/v2"
	"net/rpc"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// settles is how soon after a partition all nodes have to agree on names.
const settles = 5 * time.Second

// Five nodes want the same names, while the network parts and heals at random.
// What each of them saw is recorded, and judged (history_test.go); and after each
// heal all agree, soon.
func TestDIST11Nemesis(t *testing.T) {
	c := newTestNetwork(t, 5)
	all := c.startConnected(Options{Interval: beat, Write: 2 * beat, Meet: time.Second, Backoff: beat})
	var h history
	diaries := map[*program]actor.PID{}
	for _, p := range all {
		diaries[p] = ask[actor.PID](p, "Diary", nothing{})
	}
	h.born = time.Now()
	names := []string{"crown", "sceptre", "orb"}
	var slowest time.Duration
	end := time.Now().Add(time.Duration(scaled(t, 6, 60)) * time.Second)
	rounds := 0
	for ; time.Now().Before(end) && !t.Failed(); rounds++ {
		contest := Contest{Names: names, For: 3 * time.Second}
		contested := make(chan *rpc.Call, len(all))
		for _, p := range all {
			p.Go("Site.Contend", contest, new(any), contested)
		}
		for range 3 {
			c.misbehave()
			<-time.After(rand.N(contest.For / 2))
		}
		for range all {
			if done := <-contested; done.Error != nil {
				t.Fatal(done.Error)
			}
		}
		c.heal()
		healed := time.Now()
		eventually(t, "all agree", func() bool { return agreed(all, names) })
		slowest = max(slowest, time.Since(healed))
	}
	t.Logf("%d rounds; all agreed within %v of each heal", rounds, slowest.Round(time.Millisecond))
	if slowest > settles && scaled(t, 0, 1) == 1 { // a small, busy machine may be late
		t.Errorf("it took %v, more than %v", slowest, settles)
	}
	for _, p := range all {
		h.holdings = append(h.holdings, ask[[]Holding](p, "Holdings", nothing{})...)
		h.heard(p.self, ask[[]Note](p, "Read", diaries[p]), all)
	}
	conflicts := 0
	for _, holding := range h.holdings {
		conflicts += holding.Told
	}
	t.Logf("%d registrations, of which %d were lost as parts met", len(h.holdings), conflicts)
	for _, fault := range h.faults() {
		t.Error(fault)
	}
}

// misbehave does one thing to the network.
func (c *testNetwork) misbehave() {
	switch n := len(c.hosts); rand.IntN(4) {
	case 0:
		c.heal()
	case 1: // one way
		from := rand.IntN(n)
		c.sever(from, (from+1+rand.IntN(n-1))%n, true)
	case 2: // one host alone
		alone := rand.IntN(n)
		c.part(func(host int) int {
			if host == alone {
				return 1
			}
			return 0
		})
	case 3:
		side := rand.Perm(n)
		c.part(func(host int) int { return side[host] % 2 })
	}
}

// agreed reports whether all are connected, and find the same process by each
// name: the one that has it, if any. So no loser is found, and none believes that
// it has the name.
func agreed(all []*program, names []string) bool {
	holder := map[string]actor.PID{}
	for _, p := range all {
		for _, h := range ask[[]Holding](p, "Holdings", nothing{}) {
			if !h.Until.IsZero() {
				continue
			}
			if !holder[h.Name].IsZero() {
				return false // both believe that they have it
			}
			holder[h.Name] = h.PID
		}
	}
	for _, p := range all {
		sight := ask[Sight](p, "Look", names)
		if sight.Peers != len(all)-1 {
			return false
		}
		for _, name := range names {
			if sight.Found[name] != holder[name] {
				return false
			}
		}
	}
	return true
}
