package mesh

import (
	"context"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// echo replies with the request.
type echo struct{}

func (echo) HandleCall(_ *actor.Process, request any) (any, error) { return request, nil }

// deepEcho does the same from deep in the stack.
type deepEcho struct{ visits int }

func (e *deepEcho) HandleCall(_ *actor.Process, request any) (any, error) {
	meter.UseStack(func() { e.visits++ })
	return request, nil
}

func call(n int) (workload.Figures, error) {
	return callByProcess(context.Background(), echo{}, n)
}

func callDeep(n int) (workload.Figures, error) {
	return callByProcess(context.Background(), &deepEcho{}, n)
}

func callWithContext(n int) (workload.Figures, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	return callByProcess(ctx, echo{}, n)
}

func callByProcess(ctx context.Context, s service.Server, n int) (f workload.Figures, err error) {
	sys := newSystem()
	done := make(chan struct{})
	sys.Spawn(func(p *actor.Process) error {
		defer close(done)
		f, err = calls(ctx, p, s, n)
		return nil
	})
	<-done
	return f, err
}

func callBySystem(n int) (workload.Figures, error) {
	return calls(context.Background(), newSystem(), echo{}, n)
}

// calls returns the figures of n calls by the caller to a new service.
func calls[C interface {
	actor.Sender
	actor.Spawner
}](ctx context.Context, caller C, s service.Server, n int) (workload.Figures, error) {
	pid, err := service.Start(ctx, caller, s)
	if err != nil {
		return nil, err
	}
	m := new(message)
	f := meter.Each(n, func() {
		if _, e := service.Call[*message](ctx, caller, pid, m); e != nil {
			err = e
		}
	})
	return f, err
}
