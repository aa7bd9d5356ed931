package proof

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

const beat = 500 * time.Millisecond // of heartbeats, and the timeout too

// startConnected starts connected nodes, on a host each.
func (c *testNetwork) startConnected(o Options) (all []*program) {
	c.t.Helper()
	for i := range c.hosts {
		all = append(all, c.launch(i, o))
		o.Peers = []string{all[0].name()}
	}
	eventually(c.t, "all are connected", func() bool { return meshed(all) })
	return all
}

// meshed reports whether all are connected to all.
func meshed(all []*program) bool {
	return !slices.ContainsFunc(all, func(p *program) bool { return len(ask[[]string](p, "List", nothing{})) != len(all)-1 })
}

// Cut in one direction, the line is dead for both, soon.
func TestDIST05OneWay(t *testing.T) {
	c := newTestNetwork(t, 3)
	const timeout = 4 * beat // longer than a busy machine keeps a node from running
	all := c.startConnected(Options{Interval: beat, Timeout: timeout, Write: 2 * beat, Meet: time.Second, Backoff: beat})
	c.sever(0, 1, true)
	took, ok := within(patience, func() bool {
		return !slices.Contains(ask[[]string](all[0], "List", nothing{}), all[1].name()) &&
			!slices.Contains(ask[[]string](all[1], "List", nothing{}), all[0].name())
	})
	if !ok {
		t.Fatal("they are still connected")
	}
	t.Logf("both know after %v, where interval and timeout are %v together", took, beat+timeout)
	for _, p := range all {
		if !slices.Contains(ask[[]string](all[2], "List", nothing{}), p.name()) && p != all[2] {
			t.Errorf("%s has lost %s", all[2].name(), p.name())
		}
	}
	c.heal()
	eventually(t, "all are connected again", func() bool { return meshed(all) })
}

// Of ten packets one is lost: TCP hides it, nobody is down, and the order is kept.
func TestDIST05Loss(t *testing.T) {
	c := newTestNetwork(t, 2)
	all := c.startConnected(Options{Interval: 5 * time.Second})
	diary := ask[actor.PID](all[1], "Diary", nothing{})
	lasts := time.Duration(scaled(t, 3, 60)) * time.Second
	c.lose(10)
	n := ask[int](all[0], "Count", Tally{To: diary, For: lasts})
	c.lose(0)
	var got []Note
	eventually(t, "all arrive", func() bool { got = ask[[]Note](all[1], "Read", diary); return len(got) >= n })
	for i, note := range got {
		if note.Kind != strconv.Itoa(i) {
			t.Fatalf("message %d is %q", i, note.Kind)
		}
	}
	t.Logf("%d messages in %v", n, lasts)
}

// A host's cable is pulled, and then its power: a node with half a connection
// finds out in time, and keeps nothing of it.
func TestDIST05HalfOpen(t *testing.T) {
	c := newTestNetwork(t, 2)
	all := c.startConnected(Options{Interval: beat, Write: 2 * beat, Meet: time.Second, Backoff: beat})
	before := ask[Usage](all[0], "Usage", nothing{})
	c.unplug(1)
	all[1].kill()
	took, ok := within(patience, func() bool { return len(ask[[]string](all[0], "List", nothing{})) == 0 })
	if !ok {
		t.Fatal("it is still connected")
	}
	t.Logf("known after %v, where interval and timeout are %v together", took, 2*beat)
	eventually(t, "nothing is left of it", func() bool {
		now := ask[Usage](all[0], "Usage", nothing{})
		return now.Goroutines <= before.Goroutines+3 && now.Files <= before.Files+1
	})
}

// The zombie, with real nodes: both register while parted, they meet, and the
// winner lets go at once. A process that was told that it lost is not found
// anywhere (S56).
func TestDIST11Zombie(t *testing.T) {
	c := newTestNetwork(t, 3)
	all := c.startConnected(Options{Interval: beat / 2, Write: beat, Meet: time.Second, Backoff: beat / 2})
	for round := range scaled(t, 2, 20) {
		name := "zombie " + strconv.Itoa(round)
		c.part(func(host int) int { return min(host, 1) }) // the first one alone
		eventually(t, "they are parted", func() bool { return len(ask[[]string](all[0], "List", nothing{})) == 0 })
		eventually(t, "at both sides", func() bool { return !slices.Contains(ask[[]string](all[1], "List", nothing{}), all[0].name()) })
		loser, winner := ask[actor.PID](all[0], "Diary", nothing{}), ask[actor.PID](all[1], "Diary", nothing{})
		ask[nothing](all[0], "Register", Claim{name, loser})
		ask[nothing](all[1], "Register", Claim{name, winner})
		c.heal()
		eventually(t, "the two meet", func() bool { return slices.Contains(ask[[]string](all[1], "List", nothing{}), all[0].name()) })
		if err := try(all[1], "Unregister", name, new(any)); err != nil && !strings.Contains(err.Error(), name) {
			t.Fatal(err)
		}
		eventually(t, "all are connected", func() bool { return meshed(all) })
		told := func() int { return count(ask[[]Note](all[0], "Read", loser), "conflict") }
		eventually(t, "all agree", func() bool {
			want := loser // if it never met the winner
			if told() > 0 {
				want = actor.PID{}
			}
			return !slices.ContainsFunc(all, func(p *program) bool { return ask[Sight](p, "Look", []string{name}).Found[name] != want })
		})
		if told() > 1 {
			t.Errorf("the loser was told %d times", told())
		}
	}
}
