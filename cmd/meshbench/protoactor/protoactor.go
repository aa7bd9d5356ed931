// Package protoactor is github.com/asynkron/protoactor-go, an actor system that
// lends a goroutine to each actor that has messages.
package protoactor

import (
	"log/slog"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// A message carries the PID to answer, which saves the envelope that Request
// would allocate for it.
type message struct {
	from *actor.PID
	left int
}

// Peer is protoactor-go.
func Peer() workload.Peer {
	return workload.Peer{
		Name:  "protoactor",
		About: "github.com/asynkron/protoactor-go, default mailbox and dispatcher",
		Do: map[string]func(n int) (workload.Figures, error){
			"L1":         pingPong,
			"L2":         flood,
			"L3":         manyFlood,
			"L4":         pairs,
			"L5":         idle,
			"L6":         call,
			"L6-system":  callByRoot,
			"L6-context": callWithTimeout,
			"L6-deep":    callDeep,
			"L7":         ring,
		},
	}
}

// newRoot returns a silent actor system's root context.
func newRoot() *actor.RootContext {
	roomyStacks()
	silent := func(*actor.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }
	return actor.NewActorSystem(actor.WithLoggerFactory(silent)).Root
}

// spawn starts an actor that only handles the messages sent to it, not those
// about its life.
func spawn(root *actor.RootContext, handle func(c actor.Context, m *message)) *actor.PID {
	return root.Spawn(actor.PropsFromFunc(func(c actor.Context) {
		if m, ok := c.Message().(*message); ok {
			handle(c, m)
		}
	}))
}
