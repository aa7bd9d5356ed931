package proof

import (
	"errors"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// kill -9: each link and each monitor elsewhere fires once, for noconnection
// (S38); names go (S50), then the node is down; and no process of the next run is
// taken for one of the run before (S41).
func TestDIST08Kill9(t *testing.T) {
	ada := begin(t, Options{Who: "ada", Backoff: 200 * time.Millisecond})
	options := Options{Who: "bob", Address: disttest.Reserve(t), Peers: []string{ada.Self().Name}}
	cyd := launch(t, start{Options: Options{Who: "cyd", Peers: []string{ada.Self().Name}, Backoff: 200 * time.Millisecond}})
	ada.connect(cyd.name())
	watch := ada.watching("bob@" + options.Address)
	expect[dist.NodeDown](t, watch) // it is not there yet
	for range scaled(t, 3, 50) {
		bob := launch(t, start{Options: options})
		expect[dist.NodeUp](t, watch)
		ask[nothing](cyd, "Connect", bob.name())
		slain(t, ada, bob, cyd)
		for _, want := range []string{"node down", "node up", "node down"} { // and the next run's
			if got := note(expect[any](t, watch)); got.Kind != want {
				t.Errorf("got %v, want %s", got, want)
			}
		}
	}
	if notes := rest(watch, ada.sys); len(notes) > 0 {
		t.Errorf("and then %v", notes)
	}
}

func slain(t *testing.T, ada here, bob, cyd *program) {
	t.Helper()
	const n = 100
	victims := ask[[]actor.PID](bob, "Spawn", n)
	ask[nothing](bob, "Register", Claim{"victim", victims[0]})
	diary := ask[actor.PID](cyd, "Diary", nothing{})
	ask[nothing](cyd, "Tie", Bond{By: diary, To: victims})
	probe := ada.probe()
	ties(probe, victims)
	ada.serves(victims[n-1]) // what came before has come
	if first(ada.Global().Whereis("victim")) != victims[0] {
		t.Error("the name is not there")
	}

	bob.kill()
	seen := map[Note]int{}
	for range 2 * n {
		told := note(expect[any](t, probe))
		told.At = time.Time{}
		if told.Reason != actor.NoConnection.Error() {
			t.Errorf("%s for %s", told.Kind, told.Reason)
		}
		seen[told]++
	}
	if len(seen) != 2*n {
		t.Errorf("%d links and monitors fired, want %d", len(seen), 2*n)
	}
	eventually(t, "the third node is told", func() bool { return count(ask[[]Note](cyd, "Read", diary), "node down") == 1 })
	eventually(t, "the name is gone", func() bool {
		return first(ada.Global().Whereis("victim")).IsZero() && len(ask[Sight](cyd, "Look", []string{"victim"}).Found) == 0
	})

	next := bob.again()
	ada.connect(next.name())
	ask[nothing](cyd, "Connect", next.name())
	ask[[]actor.PID](next, "Spawn", n) // in the same places
	for _, old := range victims {
		if _, err := ada.ask(old, 1); !errors.Is(err, actor.NoProc) {
			t.Fatalf("call of the run before: %v", err)
		}
	}
	ties(probe, victims[:1])
	for range 2 {
		if told := note(expect[any](t, probe)); told.Reason != actor.NoProc.Error() {
			t.Errorf("ties with the run before: %+v", told)
		}
	}
	notes := ask[[]Note](cyd, "Read", diary)
	if exits, downs := count(notes, "exit"), count(notes, "down"); exits != n || downs != n {
		t.Errorf("%d exits, %d downs at the third node, want %d of each", exits, downs, n)
	}
	if more := rest(probe, ada.sys); len(more) > 0 {
		t.Errorf("and then %v", more)
	}
	next.kill()
}

// ties links a probe to processes, and has it monitor them.
func ties(probe *actortest.Probe, to []actor.PID) {
	probe.Do(func(p *actor.Process) {
		for _, pid := range to {
			p.Link(pid)
			p.Monitor(pid)
		}
	})
}
