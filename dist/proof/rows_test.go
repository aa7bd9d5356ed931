package proof

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// pair is two nodes: this program and another one.
func pair(t *testing.T, o Options) (ada here, bob *program) {
	t.Helper()
	o.Who = "ada"
	ada = begin(t, o)
	o.Who, o.Peers = "bob", []string{ada.Self().Name}
	bob = launch(t, start{Options: o})
	ada.connect(bob.name())
	return ada, bob
}

// seed returns only a node's address, which is what joining nodes know.
func seed(name string) string { _, at, _ := strings.Cut(name, "@"); return at }

func TestDIST01SelfAndList(t *testing.T) {
	ada, bob := pair(t, Options{})
	if want := bob.options.Who + "@" + bob.address; bob.name() != want || bob.self.Incarnation == 0 {
		t.Errorf("it is %v, want %s", bob.self, want)
	}
	if got := ada.List(); !slices.Equal(got, []actor.Node{bob.self}) {
		t.Errorf("ada's list is %v, want %v", got, bob.self)
	}
	eventually(t, "bob lists ada, and nobody else", func() bool {
		return slices.Equal(ask[[]string](bob, "List", nothing{}), []string{ada.Self().Name})
	})
}

// Five programs form a mesh from one address; a lost node is connected again.
func TestDIST02Mesh(t *testing.T) {
	ada := begin(t, Options{Who: "ada", Backoff: time.Second})
	var all []*program
	for _, who := range []string{"bob", "cyd", "dan", "eve"} {
		all = append(all, launch(t, start{Options: Options{Who: who, Peers: []string{seed(ada.Self().Name)}, Backoff: time.Second}}))
	}
	meshed := func() bool {
		for _, p := range all {
			if len(ask[[]string](p, "List", nothing{})) != len(all) {
				return false
			}
		}
		return len(ada.List()) == len(all)
	}
	eventually(t, "all are connected", meshed)
	all[0].kill()
	eventually(t, "all know that one is gone", func() bool {
		for _, p := range all[1:] {
			if slices.Contains(ask[[]string](p, "List", nothing{}), all[0].name()) {
				return false
			}
		}
		return !slices.Contains(ada.peers(), all[0].name())
	})
	all[0] = all[0].again()
	eventually(t, "all are connected again", meshed)
}

// When Connect returns, names are there.
func TestDIST02ConnectSynchronises(t *testing.T) {
	bob := launch(t, start{Options: Options{Who: "bob"}})
	pids := ask[[]actor.PID](bob, "Spawn", 100)
	for i, pid := range pids {
		ask[nothing](bob, "Register", Claim{Name: string(rune('a'+i%26)) + pid.String(), PID: pid})
	}
	ada := begin(t, Options{Who: "ada"})
	ada.connect(bob.name())
	for i, pid := range pids {
		if got, _ := ada.Global().Whereis(string(rune('a'+i%26)) + pid.String()); got != pid {
			t.Fatalf("got %v, want %v", got, pid)
		}
	}
}

// Each of these has one outcome, and nodes that it does not concern do not
// notice.
func TestDIST04Refusals(t *testing.T) {
	ada, bob := pair(t, Options{})
	watch := ada.watching("")
	other := launch(t, start{Options: Options{Who: "cyd", Cookie: strings.Repeat("another one ", 3)}})
	refused(t, other, "Connect", ada.Self().Name, "not proven")
	refused(t, bob, "Connect", other.name(), "not proven")
	refused(t, bob, "Connect", bob.name(), "to itself")
	refused(t, bob, "Connect", seed(bob.name()), "to itself")
	refused(t, bob, "Connect", "zoe@"+seed(ada.Self().Name), "another name")
	double := launch(t, start{Options: Options{Who: "bob", Address: bob.address, Listen: disttest.Reserve(t)}})
	refused(t, double, "Connect", ada.Self().Name, "has this name")
	if got := ada.List(); !slices.Equal(got, []actor.Node{bob.self}) {
		t.Errorf("ada is connected to %v, want bob alone", got)
	}
	if notes := rest(watch, ada.sys); len(notes) > 0 {
		t.Errorf("and it was told of %v", notes)
	}
}

// A process's messages arrive in order, by PID and by name; a value that can't
// travel is refused with its name.
func TestDIST06Send(t *testing.T) {
	ada, bob := pair(t, Options{})
	diary := ask[actor.PID](bob, "Diary", nothing{})
	probe := ada.probe()
	const n = 10_000
	probe.Do(func(p *actor.Process) {
		for i := range n {
			if err := p.SendContext(t.Context(), diary, i); err != nil {
				t.Error(err)
				return
			}
			if i == n/2 { // a large one keeps its place
				p.SendContext(t.Context(), diary, make([]byte, 1<<20))
			}
		}
		if err := p.SendName("echo@"+bob.name(), p.Self()); err != nil {
			t.Error(err)
		}
		for what, v := range map[string]any{"chan int": make(chan int), "func": func() {}, "struct": struct{ A int }{}} {
			_, stays := errors.AsType[*wire.TravelError](p.Send(diary, v))
			if err := p.Send(diary, v); !stays || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	if pid := expect[actor.PID](t, probe); pid.Node() != bob.self {
		t.Errorf("%v answered", pid)
	}
	var notes []Note
	eventually(t, "all arrive", func() bool {
		notes = slices.DeleteFunc(ask[[]Note](bob, "Read", diary), func(n Note) bool { return len(n.Kind) > 6 })
		return len(notes) == n
	})
	for i, note := range notes {
		if want := []byte(note.Kind); string(want) != strconv.Itoa(i) {
			t.Fatalf("message %d is %s", i, note.Kind)
		}
	}
}

// Sizes have bounds, a peer that does not read has one for everything, and
// senders are told, or wait.
func TestDIST07Limits(t *testing.T) {
	ada, bob := pair(t, Options{Queue: 1 << 20, Write: patience, Interval: patience})
	sink := ask[[]actor.PID](bob, "Spawn", 1)[0]
	if err := ada.sys.Send(sink, make([]byte, wire.DefaultMaxMessage+1)); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	bob.stop() // reads no more
	var err error
	for range 10_000 {
		if err = ada.sys.Send(sink, make([]byte, 10<<10)); err != nil {
			break
		}
		if queued := ada.Stats()[0].Queued; queued > 1<<20 {
			t.Fatalf("%d bytes are queued", queued)
		}
	}
	if !errors.Is(err, dist.ErrBusy) {
		t.Errorf("got %v, want busy", err)
	}
	bob.resume()
	if err := ada.sys.SendContext(t.Context(), sink, make([]byte, 10<<10)); err != nil { // waits
		t.Error(err)
	}
	ada.serves(sink)
}

// Links, monitors and exits are as on one node.
func TestDIST08Ties(t *testing.T) {
	ada, bob := pair(t, Options{})
	probe := ada.probe()
	spawned := ask[[]actor.PID](bob, "Spawn", 3)
	linked, watched, killed := spawned[0], spawned[1], spawned[2]
	probe.Do(func(p *actor.Process) {
		p.Link(linked)
		p.Send(linked, "why")
	})
	if e := expect[actor.Exit](t, probe); e.From != linked || e.Reason.Error() != "why" {
		t.Errorf("got %v", e)
	}
	var ref actor.MonitorRef
	probe.Do(func(p *actor.Process) {
		ref = p.Monitor(watched)
		p.Demonitor(p.Monitor(watched))
		p.Send(watched, "because")
	})
	if d := expect[actor.Down](t, probe); d.Ref != ref || d.Reason.Error() != "because" {
		t.Errorf("got %v", d)
	}
	probe.Do(func(p *actor.Process) {
		p.Link(killed)
		p.Unlink(killed)
		ref = p.Monitor(killed)
		p.Exit(killed, actor.Kill)
	})
	if d := expect[actor.Down](t, probe); d.Ref != ref || d.Reason != actor.Killed {
		t.Errorf("got %v", d)
	}
	// And the other way: a diary there is told of a process here.
	diary := ask[actor.PID](bob, "Diary", nothing{})
	near := ada.sys.Spawn(echo)
	ask[nothing](bob, "Tie", Bond{By: diary, To: []actor.PID{near}})
	ada.sys.Send(near, "broken")
	eventually(t, "the other side is told", func() bool {
		notes := ask[[]Note](bob, "Read", diary)
		return count(notes, "exit") == 1 && count(notes, "down") == 1
	})
}

// N monitors of a node are N messages, in order; one that is not connected is
// dialled first.
func TestDIST09Nodes(t *testing.T) {
	ada, bob := pair(t, Options{Backoff: 200 * time.Millisecond})
	const n = 5
	var watches []*actortest.Probe
	for range n {
		watches = append(watches, ada.watching(bob.name()))
	}
	bob.kill()
	for _, w := range watches {
		if d := expect[dist.NodeDown](t, w); d.Node != bob.self {
			t.Errorf("got %v", d)
		}
	}
	bob = bob.again()
	for _, w := range watches {
		if u := expect[dist.NodeUp](t, w); u.Node != bob.self {
			t.Errorf("got %v", u)
		}
	}
	ask[nothing](bob, "Leave", nothing{})
	for _, w := range watches {
		if d := expect[dist.NodeDown](t, w); d.Node != bob.self || !errors.Is(d.Reason, dist.ErrLeft) {
			t.Errorf("got %v", d)
		}
		if notes := rest(w, ada.sys); len(notes) > 0 {
			t.Errorf("and then %v", notes)
		}
	}
	cyd := launch(t, start{Options: Options{Who: "cyd"}})
	if u := expect[dist.NodeUp](t, ada.watching(cyd.name())); u.Node != cyd.self {
		t.Errorf("got %v", u)
	}
	if d := expect[dist.NodeDown](t, ada.watching("nobody@"+disttest.Reserve(t))); d.Node.Incarnation != 0 {
		t.Errorf("got %v", d)
	}
}

func TestDIST10Spawn(t *testing.T) {
	ada, bob := pair(t, Options{})
	eventually(t, "it offers both", func() bool { // bob may have met ada before he offered them
		return slices.Equal(ada.Functions(bob.name()), []string{"echo", "report"})
	})
	probe := ada.probe()
	probe.Do(func(p *actor.Process) {
		if _, err := ada.Spawn(t.Context(), bob.name(), "report", p.Self()); err != nil {
			t.Error(err)
		}
	})
	if got := expect[string](t, probe); got != "hello" {
		t.Errorf("got %q", got)
	}
	probe.Do(func(p *actor.Process) {
		linked, err1 := ada.SpawnLink(t.Context(), p, bob.name(), "echo", "")
		watched, _, err2 := ada.SpawnMonitor(t.Context(), p, bob.name(), "echo", "")
		if err := errors.Join(err1, err2); err != nil {
			t.Error(err)
		}
		p.Send(linked, "why")
		p.Send(watched, "why")
		for what, c := range map[string]struct {
			node, function string
			args           any
			want           error
		}{
			"an unknown function": {bob.name(), "dance", "", dist.ErrNoFunction},
			"an unknown node":     {"nobody@" + disttest.Reserve(t), "echo", "", actor.NoConnection},
		} {
			if _, err := ada.Spawn(t.Context(), c.node, c.function, c.args); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := ada.Spawn(t.Context(), bob.name(), "echo", 7); err == nil {
			t.Error("arguments of another type were taken")
		}
	})
	kinds := []string{note(expect[any](t, probe)).Kind, note(expect[any](t, probe)).Kind}
	if slices.Sort(kinds); !slices.Equal(kinds, []string{"down", "exit"}) {
		t.Errorf("got %v", kinds)
	}
}

// Of all who race for a name one gets it, and all find that one; it goes with its
// process.
func TestDIST11Names(t *testing.T) {
	ada, bob := pair(t, Options{})
	cyd := launch(t, start{Options: Options{Who: "cyd", Peers: []string{ada.Self().Name}}})
	eventually(t, "all are connected", func() bool {
		return len(ada.List()) == 2 && len(ask[[]string](bob, "List", nothing{})) == 2 && len(ask[[]string](cyd, "List", nothing{})) == 2
	})
	for range scaled(t, 20, 1000) {
		pids := []actor.PID{ada.sys.Spawn(echo), ask[[]actor.PID](bob, "Spawn", 1)[0], ask[[]actor.PID](cyd, "Spawn", 1)[0]}
		errs := make([]error, 3)
		var race sync.WaitGroup
		race.Go(func() { errs[0] = ada.Global().Register(t.Context(), "printer", pids[0]) })
		race.Go(func() { errs[1] = try(bob, "Register", Claim{"printer", pids[1]}, new(any)) })
		race.Go(func() { errs[2] = try(cyd, "Register", Claim{"printer", pids[2]}, new(any)) })
		race.Wait()
		var winner actor.PID
		for i, err := range errs {
			switch {
			case err == nil && !winner.IsZero():
				t.Fatalf("%v and %v won", winner, pids[i])
			case err == nil:
				winner = pids[i]
			case !strings.Contains(err.Error(), "printer"):
				t.Fatalf("lost: %v", err)
			}
		}
		for _, found := range []actor.PID{
			first(ada.Global().Whereis("printer")),
			ask[Sight](bob, "Look", []string{"printer"}).Found["printer"], ask[Sight](cyd, "Look", []string{"printer"}).Found["printer"],
		} {
			if found != winner || winner.IsZero() {
				t.Fatalf("found %v, want %v", found, winner)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		loser := ada.sys.Spawn(echo)
		if got, err := ada.Global().RegisterOrGet(ctx, "printer", loser); got != winner || err != nil {
			t.Errorf("register or get: %v, %v", got, err)
		}
		ada.sys.Exit(winner, actor.Kill)
		ada.sys.Exit(loser, actor.Kill)
		eventually(t, "the name goes with its process", func() bool {
			return first(ada.Global().Whereis("printer")).IsZero() && len(ask[Sight](bob, "Look", []string{"printer"}).Found) == 0 &&
				len(ask[Sight](cyd, "Look", []string{"printer"}).Found) == 0
		})
		waited := make(chan actor.PID, 1)
		go func() {
			pid, _ := ada.Global().WaitFor(ctx, "scanner")
			waited <- pid
		}()
		scanner := ask[[]actor.PID](bob, "Spawn", 1)[0]
		ask[nothing](bob, "Register", Claim{"scanner", scanner})
		if pid := <-waited; pid != scanner {
			t.Errorf("waited for %v, got %v", scanner, pid)
		}
		ask[nothing](bob, "Unregister", "scanner")
		eventually(t, "the name is free", func() bool { return first(ada.Global().Whereis("scanner")).IsZero() })
		cancel()
		for _, pid := range pids {
			ada.sys.Exit(pid, actor.Kill)
		}
	}
}

func first(pid actor.PID, _ bool) actor.PID { return pid }
