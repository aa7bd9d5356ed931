package proof

import (
	"context"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// here is a node in the test's own program, whose processes the test controls
// step by step.
type here struct {
	*dist.Node
	sys *actor.System
	t   testing.TB
}

// begin starts a node here, which stops with the test.
func begin(t testing.TB, o Options) here {
	t.Helper()
	if o.Address == "" {
		o.Address = disttest.Reserve(t)
	}
	sys, node, err := o.begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		node.Leave(ctx)
		if err := sys.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return here{node, sys, t}
}

// probe starts a process here that traps exits and hears of nodes.
func (h here) probe() *actortest.Probe {
	h.t.Helper()
	b := actortest.NewProbe(h.t, h.sys)
	b.Do(func(p *actor.Process) { p.TrapExit(true) })
	return b
}

// watching returns a probe that hears of nodes.
func (h here) watching(name string) *actortest.Probe {
	h.t.Helper()
	b := h.probe()
	h.Monitor(b.PID(), name)
	return b
}

func (h here) connect(to string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	if err := h.Connect(ctx, to); err != nil {
		h.t.Fatal(err)
	}
}

// ask calls a process, and returns the reply.
func (h here) ask(to actor.PID, request any) (any, error) {
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	return h.sys.Call(ctx, to, request)
}

// serves checks that a process answers.
func (h here) serves(to actor.PID) {
	h.t.Helper()
	if v, err := h.ask(to, 7); v != 7 || err != nil {
		h.t.Errorf("call of %v: %v, %v", to, v, err)
	}
}

// peers returns the names of connected nodes.
func (h here) peers() (names []string) {
	for _, n := range h.List() {
		names = append(names, n.Name)
	}
	return names
}

// rest receives the remaining messages of a probe, including those sent by others
// until now.
func rest(b *actortest.Probe, sys *actor.System) (notes []Note) {
	type end struct{}
	sys.Send(b.PID(), end{})
	for {
		msg := actortest.Expect[any](b)
		if msg == any(end{}) {
			return notes
		}
		notes = append(notes, note(msg))
	}
}

// expect returns the next message, waiting as long as a program may take.
func expect[M any](t testing.TB, b *actortest.Probe) (m M) {
	t.Helper()
	msg, ok := receive(b, patience)
	m, typed := msg.(M)
	if !ok || !typed {
		t.Fatalf("got %T %v, want a %T", msg, msg, m)
	}
	return m
}

// receive returns the next message, if there is one in that time. With it a test
// also checks that for so long nothing happens.
func receive(b *actortest.Probe, d time.Duration) (msg any, ok bool) {
	done := make(chan struct{})
	b.Go(func(p *actor.Process) {
		defer close(done)
		msg, ok = p.ReceiveTimeout(d)
	})
	<-done
	return msg, ok
}
