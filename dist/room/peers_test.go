package room

import (
	"errors"
	"slices"
	"testing"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// tape is a link that records what goes over it.
type tape struct {
	told   []wire.Members
	shouts []wire.Broadcast
	err    error
}

func (t *tape) Tell(m wire.Message) { t.told = append(t.told, m.(wire.Members)) }

func (t *tape) Broadcast(_ actor.Author, m wire.Broadcast, _ any) error {
	t.shouts = append(t.shouts, m)
	return t.err
}

var (
	bob = actor.Node{Name: "bob@b:1", Incarnation: 1}
	cyd = actor.Node{Name: "cyd@c:1", Incarnation: 2}
)

func open(t testing.TB, limit int) (*actor.System, *Rooms, *Peers) {
	sys := actortest.NewSystem(t)
	rooms, peers := New(Config{System: sys, Limit: limit})
	return sys, rooms, peers
}

// What one peer says concerns only that peer, whichever others come and go
// meanwhile.
func TestHeardMeanwhile(t *testing.T) {
	_, rooms, peers := open(t, 1<<20)
	peers.Connected(cyd, new(tape))
	peers.Connected(bob, new(tape))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 20_000 {
			peers.Disconnected(cyd)
			peers.Connected(cyd, new(tape))
		}
	}()
	for n := 0; ; n++ {
		err := peers.Heard(bob, wire.Members{Group: "lobby", Processes: []uint64{1}, Left: n%2 == 1})
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
			if n%2 == 0 {
				if got := slices.Collect(rooms.Members("lobby")); !slices.Equal(got, []actor.PID{actor.NewPID(bob, 1)}) {
					t.Errorf("got %v", got)
				}
				return
			}
		default:
		}
	}
}

// A broadcast crosses a link once, whatever number of members are behind it, and
// only if there are any besides the excepted one.
func TestOncePerLink(t *testing.T) {
	sys, rooms, peers := open(t, 1<<20)
	toBob, toCyd := &tape{}, &tape{err: errors.New("busy")}
	peers.Connected(bob, toBob)
	peers.Connected(cyd, toCyd)
	many := make([]uint64, 1000)
	for i := range many {
		many[i] = uint64(i + 1)
	}
	heard := func(from actor.Node, m wire.Members) {
		if err := peers.Heard(from, m); err != nil {
			t.Fatal(err)
		}
	}
	heard(bob, wire.Members{Group: "lobby", Processes: many})
	heard(cyd, wire.Members{Group: "bar", Processes: many[:1]})

	if err := rooms.Broadcast(sys, "lobby", 1); err != nil || len(toBob.shouts) != 1 || len(toCyd.shouts) != 0 {
		t.Errorf("lobby: %v, bob got %v, cyd %v", err, toBob.shouts, toCyd.shouts)
	}
	if err := rooms.BroadcastExcept(sys, "lobby", actor.NewPID(bob, 7), 1); err != nil || toBob.shouts[1].Except != 7 {
		t.Errorf("but for one: %v, %v", err, toBob.shouts)
	}
	if err := rooms.BroadcastExcept(sys, "bar", actor.NewPID(cyd, 1), 1); err != nil || len(toCyd.shouts) != 0 {
		t.Errorf("to nobody else: %v, %v", err, toCyd.shouts)
	}
	if err := rooms.Broadcast(sys, "bar", 1); !errors.Is(err, toCyd.err) {
		t.Errorf("a link that is full: %v", err)
	}
	peers.Disconnected(bob)
	if got := slices.Collect(rooms.Members("lobby")); len(got) != 0 {
		t.Errorf("%d members of a node that is lost", len(got))
	}
}

// A peer is told of each change once, starting from the present members, in
// frames.
func TestTold(t *testing.T) {
	sys, rooms, peers := open(t, 1<<20)
	pids := make([]actor.PID, wire.MaxMembers+1)
	for i := range pids {
		pids[i] = sys.Spawn(func(p *actor.Process) error { p.Receive(); return nil })
		rooms.Join("lobby", pids[i])
	}
	to := &tape{}
	peers.Connected(bob, to)
	rooms.Join("lobby", pids[0])
	rooms.Join("bar", pids[0])
	rooms.Leave("bar", pids[0])
	rooms.Leave("bar", pids[0])
	peers.Disconnected(bob)
	rooms.Leave("lobby", pids[0])
	var sizes []int
	for _, m := range to.told {
		sizes = append(sizes, len(m.Processes))
		if f := wire.AppendFrame(nil, m); len(f) > wire.MaxFrame {
			t.Errorf("a frame of %d bytes", len(f))
		}
	}
	if want := []int{wire.MaxMembers, 1, 1, 1}; !slices.Equal(sizes, want) || to.told[2].Left || !to.told[3].Left {
		t.Errorf("told %d, want %d", sizes, want)
	}
}

// Messages that no honest peer sends are refused.
func TestHeardRefused(t *testing.T) {
	for name, c := range map[string]struct {
		said []wire.Members
		want error
	}{
		"no name":          {[]wire.Members{{Processes: []uint64{1}}}, wire.ErrMalformed},
		"a long name":      {[]wire.Members{{Group: string(make([]byte, MaxName+1)), Processes: []uint64{1}}}, wire.ErrMalformed},
		"nobody":           {[]wire.Members{{Group: "g", Processes: []uint64{0}}}, wire.ErrMalformed},
		"who is there":     {[]wire.Members{{Group: "g", Processes: []uint64{1, 1}}}, wire.ErrMalformed},
		"who was not":      {[]wire.Members{{Group: "g", Left: true, Processes: []uint64{1}}}, wire.ErrMalformed},
		"more than it may": {[]wire.Members{{Group: "g", Processes: []uint64{1, 2, 3}}}, wire.ErrTooLarge},
		"as many": {[]wire.Members{{Group: "g", Processes: []uint64{1, 2}},
			{Group: "g", Left: true, Processes: []uint64{1}}, {Group: "g", Processes: []uint64{3}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, peers := open(t, 2*cost("g"))
			peers.Connected(bob, &tape{})
			var err error
			for _, m := range c.said {
				err = errors.Join(err, peers.Heard(bob, m))
			}
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
