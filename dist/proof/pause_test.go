package proof

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A node that stops for less than the timeout is not lost. (DIST-05)
func TestDIST05ShortPause(t *testing.T) {
	ada, bob := pair(t, Options{Interval: 500 * time.Millisecond, Timeout: 20 * time.Second})
	watch, far := ada.watching(""), ask[[]actor.PID](bob, "Spawn", 1)[0]
	bob.stop()
	if msg, ok := receive(watch, 2*time.Second); ok { // several intervals
		t.Errorf("got %v", msg)
	}
	bob.resume()
	ada.serves(far)
	if notes := rest(watch, ada.sys); len(notes) > 0 {
		t.Errorf("got %v", notes)
	}
}

// A node that stops for longer is lost, by silence, and returns cleanly: the same
// run, whose processes have lived on (S38).
func TestDIST05LongPause(t *testing.T) {
	// The timeout is longer than a busy machine keeps a node from running.
	ada, bob := pair(t, Options{Interval: 300 * time.Millisecond, Timeout: 2 * time.Second, Backoff: 200 * time.Millisecond})
	watch, pids := ada.watching(""), ask[[]actor.PID](bob, "Spawn", 2)
	far, linked := pids[0], pids[1] // which dies of the loss as well
	probe := ada.probe()
	ties(probe, []actor.PID{linked})
	ada.serves(far)
	ask[nothing](bob, "Register", Claim{"sleeper", far})
	for range scaled(t, 2, 10) {
		stopped := time.Now()
		bob.stop()
		if d := expect[dist.NodeDown](t, watch); d.Node != bob.self || !errors.Is(d.Reason, dist.ErrSilent) {
			t.Errorf("got %v", d)
		}
		t.Logf("lost after %v, where interval and timeout are %v together", time.Since(stopped).Round(time.Millisecond), bob.options.Interval+bob.options.Timeout)
		if _, found := ada.Global().Whereis("sleeper"); found {
			t.Error("its name is still found")
		}
		bob.resume()
		if u := expect[dist.NodeUp](t, watch); u.Node != bob.self {
			t.Errorf("got %v", u)
		}
		ada.serves(far)
		if got, _ := ada.Global().Whereis("sleeper"); got != far {
			t.Errorf("its name is %v's, want %v", got, far)
		}
	}
	if notes := rest(probe, ada.sys); count(notes, "exit") != 1 || count(notes, "down") != 1 || len(notes) != 2 {
		t.Errorf("its ties: %v", notes)
	}
}

// A node that was stopped itself doubts itself: it slept through what others
// sent, and asks again before it judges them.
func TestDIST05ResumerEvictsNobody(t *testing.T) {
	ada := begin(t, Options{Who: "ada"})
	bob := launch(t, start{Options: Options{Who: "bob", Interval: 200 * time.Millisecond, Timeout: 500 * time.Millisecond}})
	ada.connect(bob.name())
	eventually(t, "bob knows of ada", func() bool { return len(ask[[]string](bob, "List", nothing{})) == 1 })
	watch, diary := ada.watching(""), ask[actor.PID](bob, "Diary", nothing{})
	for range scaled(t, 3, 30) {
		bob.stop()
		if msg, ok := receive(watch, 1500*time.Millisecond); ok {
			t.Errorf("got %v", msg)
		}
		bob.resume()
		ada.serves(ask[[]actor.PID](bob, "Spawn", 1)[0])
		receive(watch, time.Second) // time to judge
	}
	if notes := ask[[]Note](bob, "Read", diary); len(notes) > 0 {
		t.Errorf("the resumer was told of %v", notes)
	}
	if got := ada.List(); !slices.Equal(got, []actor.Node{bob.self}) {
		t.Errorf("ada is connected to %v", got)
	}
}
