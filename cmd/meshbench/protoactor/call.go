package protoactor

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// forever is the timeout of a call without a limit, and without a timer.
const forever time.Duration = -1

func echo(c actor.Context, m *message) { c.Respond(m) }

// deepEcho is echo from deep in the stack.
func deepEcho(c actor.Context, m *message) {
	meter.UseStack(func() { m.left++ })
	c.Respond(m)
}

func callByRoot(n int) (workload.Figures, error) {
	root := newRoot()
	return calls(root, spawn(root, echo), forever, n)
}

func call(n int) (workload.Figures, error) { return callByActor(echo, forever, n) }

func callDeep(n int) (workload.Figures, error) { return callByActor(deepEcho, forever, n) }

func callWithTimeout(n int) (workload.Figures, error) { return callByActor(echo, time.Minute, n) }

func callByActor(handle func(actor.Context, *message), limit time.Duration, n int) (f workload.Figures, err error) {
	root := newRoot()
	done := make(chan struct{})
	caller := spawn(root, func(c actor.Context, _ *message) {
		defer close(done)
		f, err = calls(c, spawn(root, handle), limit, n)
	})
	root.Send(caller, new(message))
	<-done
	return f, err
}

func calls(caller interface {
	RequestFuture(pid *actor.PID, message any, timeout time.Duration) *actor.Future
}, to *actor.PID, limit time.Duration, n int) (workload.Figures, error) {
	var err error
	m := new(message)
	f := meter.Each(n, func() {
		if _, e := caller.RequestFuture(to, m, limit).Result(); e != nil {
			err = e
		}
	})
	return f, err
}
