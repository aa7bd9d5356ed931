package typed_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/typed"
)

// A message that reaches a typed process other than through its Ref does not
// reach its function.
func TestSpawnDropsStrays(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		relay := typed.Spawn(sys, func(p *actor.Process, msg Account) error {
			return p.Send(probe.PID(), msg)
		})
		for _, msg := range []any{"stray", nil, Deposit{1}, 7, Deposit{2}} {
			sys.Send(relay.PID, msg)
		}
		for _, want := range []Deposit{{1}, {2}} {
			if got := actortest.Expect[Deposit](probe); got != want {
				t.Errorf("received %v, want %v", got, want)
			}
		}
		probe.ExpectNothing()
		if !sys.Alive(relay.PID) {
			t.Error("a stray message ended the process")
		}
		_, err := typed.Call(t.Context(), sys, typed.Ref[Account]{PID: relay.PID}, Balance{})
		if !errors.Is(err, actor.ErrNoCalls) {
			t.Errorf("call: %v, want %v", err, actor.ErrNoCalls)
		}
	})
}

func TestSpawnExits(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		enough := errors.New("enough")
		var ref typed.Ref[int]
		probe.Do(func(p *actor.Process) {
			p.TrapExit(true)
			ref = typed.Spawn(p, func(*actor.Process, int) error { return enough }, actor.Linked(), actor.Named("once"))
			ref.Send(p, 1)
		})
		if got := actortest.Expect[actor.Exit](probe); got.From != ref.PID || got.Reason != enough {
			t.Errorf("got %v, want the exit of %v: %v", got, ref, enough)
		}
		if pid, ok := sys.Whereis("once"); ok {
			t.Errorf("%v still has the name", pid)
		}
	})
}

// The type of a question's reply is a promise of the server's, which Call checks.
func TestCallChecksReply(t *testing.T) {
	sys := actortest.NewSystem(t)
	pid, err := service.Start(t.Context(), sys, liar{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := typed.Call(t.Context(), sys, typed.Ref[Account]{PID: pid}, Balance{})
	if _, ok := errors.AsType[*service.TypeError](err); !ok {
		t.Errorf("got %d, %v, want a TypeError", n, err)
	}
}

type liar struct{}

func (liar) HandleCall(*actor.Process, any) (any, error) { return "plenty", nil }

// A Ref is written as its PID, and the type of a question is not written at all.
func TestRefTravels(t *testing.T) {
	ref := typed.Ref[Pong]{PID: actor.NewPID(actor.Node{Name: "a@b:1", Incarnation: 255}, 16)}
	text, err := json.Marshal(Ping{ref})
	if want := `{"From":"\u003ca@b:1#ff/10\u003e"}`; err != nil || string(text) != want {
		t.Errorf("wrote %s, %v, want %s", text, err, want)
	}
	var got Ping
	if err := json.Unmarshal(text, &got); err != nil || got.From != ref {
		t.Errorf("read %v, %v, want %v", got.From, err, ref)
	}
	text, err = json.Marshal(statement{Month: 3})
	if want := `{"Month":3}`; err != nil || string(text) != want {
		t.Errorf("wrote %s, %v, want %s", text, err, want)
	}
}

type statement struct {
	typed.Asks[Account, string]
	Month int
}

func TestSendAllocatesNothing(t *testing.T) {
	sys := actortest.NewSystem(t)
	ref := typed.Spawn(sys, func(*actor.Process, *int) error { return nil })
	msg := new(int)
	untyped := testing.AllocsPerRun(1000, func() { sys.Send(ref.PID, msg) })
	if n := testing.AllocsPerRun(1000, func() { ref.Send(sys, msg) }); n > untyped+0.5 {
		t.Errorf("a typed send allocates %v times, an untyped one %v times", n, untyped)
	}
}

func BenchmarkSend(b *testing.B) {
	sys := actortest.NewSystem(b)
	sink := typed.Spawn(sys, func(*actor.Process, *int) error { return nil })
	msg := new(int)
	for name, send := range map[string]func(){
		"typed":   func() { sink.Send(sys, msg) },
		"untyped": func() { sys.Send(sink.PID, msg) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				send()
			}
		})
	}
}
