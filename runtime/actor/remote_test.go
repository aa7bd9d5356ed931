package actor_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A system without a node has no connection to any other, and says so in each way
// (S38, S45).
func TestStandsAlone(t *testing.T) {
	sys := actor.NewSystem(actor.Config{Node: "ada@host:1"})
	defer sys.Stop(context.Background())
	far := actor.NewPID(actor.Node{Name: "bob@host:2", Incarnation: 7}, 1<<30)

	if err := sys.Send(far, "hello"); !errors.Is(err, actor.NoConnection) {
		t.Errorf("send: got %v, want noconnection", err)
	}
	if err := sys.SendName("echo@bob@host:2", "hello"); !errors.Is(err, actor.NoConnection) {
		t.Errorf("send to a name: got %v, want noconnection", err)
	}
	if _, err := sys.Call(context.Background(), far, "hello"); !errors.Is(err, actor.NoConnection) {
		t.Errorf("call: got %v, want noconnection", err)
	}
	if reason, err := sys.Wait(context.Background(), far); reason != actor.NoConnection {
		t.Errorf("wait: got %v, %v, want noconnection", reason, err)
	}
	p := sys.Spawn(func(p *actor.Process) error {
		if err := p.Link(far); !errors.Is(err, actor.NoConnection) {
			t.Errorf("link: got %v, want noconnection", err)
		}
		p.TrapExit(true)
		if err := p.Link(far); err != nil {
			t.Errorf("link of a process that traps: got %v", err)
		}
		if m := p.Receive(); m != (actor.Exit{From: far, Reason: actor.NoConnection}) {
			t.Errorf("got %v, want an exit of %v", m, far)
		}
		ref := p.Monitor(far)
		if m := p.Receive(); m != (actor.Down{Ref: ref, PID: far, Reason: actor.NoConnection}) {
			t.Errorf("got %v, want a down of %v", m, far)
		}
		ref = p.MonitorName("echo@bob@host:2")
		want := actor.Down{Ref: ref, Name: "echo@bob@host:2", Reason: actor.NoConnection}
		if m := p.Receive(); m != want {
			t.Errorf("got %v, want %v", m, want)
		}
		p.Demonitor(p.Monitor(far))
		if m, ok := p.ReceiveTimeout(0); ok {
			t.Errorf("got %v after a demonitor", m)
		}
		return nil
	})
	if reason, err := sys.Wait(context.Background(), p); reason != actor.Normal && reason != actor.NoProc {
		t.Errorf("ended with %v, %v", reason, err)
	}
}

// A name with this node's own name is a name here.
func TestNameAtThisNode(t *testing.T) {
	sys := actor.NewSystem(actor.Config{Node: "ada@host:1"})
	defer sys.Stop(context.Background())
	got := make(chan any, 1)
	sys.Spawn(func(p *actor.Process) error {
		p.Register("echo")
		if err := sys.SendName("echo@ada@host:1", "hello"); err != nil {
			t.Error(err)
		}
		m, _ := p.ReceiveTimeout(time.Minute)
		got <- m
		return nil
	})
	if m := <-got; m != "hello" {
		t.Errorf("got %v", m)
	}
}

// wire is a Remote that records what goes out.
type wire struct {
	actor.Remote
	sent []actor.Address
}

func (w *wire) Send(_ actor.Author, to actor.Address, _ any) error {
	w.sent = append(w.sent, to)
	return nil
}

// A message that a node sends to a name is for a process here: it is not passed
// on to a third node, as if this node had sent it.
func TestPassesNothingOn(t *testing.T) {
	sys := actor.NewSystem(actor.Config{Node: "ada@host:1"})
	defer sys.Stop(context.Background())
	w := new(wire)
	in, err := sys.Attach(w)
	if err != nil {
		t.Fatal(err)
	}
	in.SendName("echo@bob@host:2", "hello")
	if len(w.sent) > 0 {
		t.Errorf("it was sent to %v", w.sent)
	}
	if n := sys.DeadLetters(); n != 1 {
		t.Errorf("%d dead letters, want 1", n)
	}
}

// torn is a Remote on which encoding each message panics.
type torn struct{ actor.Remote }

func (torn) Send(actor.Author, actor.Address, any) error { panic("a message that can't be encoded") }

// A message whose own code panics when a timer sends it to another node ends the
// timer, and not the program.
func TestTimerAwayPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{Node: "ada@host:1", Logger: slog.New(slog.DiscardHandler)})
		defer sys.Stop(context.Background())
		if _, err := sys.Attach(torn{}); err != nil {
			t.Fatal(err)
		}
		far := actor.NewPID(actor.Node{Name: "bob@host:2", Incarnation: 7}, 1<<30)
		sys.SendAfter(time.Second, far, "once")
		again := sys.SendEvery(time.Second, far, "again")
		time.Sleep(time.Minute)
		if n := sys.Stats().Panics; n != 2 {
			t.Errorf("%d panics, want 2", n)
		}
		if again.Cancel() {
			t.Error("the timer went on")
		}
	})
}
