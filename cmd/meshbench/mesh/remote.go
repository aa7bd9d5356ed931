package mesh

import (
	"context"
	"errors"
	"sync"

	"github.com/mesh-actors/mesh/cmd/meshbench/far"
	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// pair is this process and the node of another.
const pair = far.Pair(name)

func remoteFlood(n int) (workload.Figures, error) {
	return pair.WithMemory(floodFar(packet{}, n, meter.Rate))
}

func remoteLarge(n int) (workload.Figures, error) {
	return pair.WithMemory(floodFar(make([]byte, workload.Large), n, meter.Throughput(workload.Large)))
}

func remoteLargeLazyGC(n int) (workload.Figures, error) {
	return pair.WithLazyGC(floodFar(make([]byte, workload.Large), n, meter.Throughput(workload.Large)))
}

func remotePingPong(n int) (workload.Figures, error) { return pair.Measure(playFar(n)) }

func remotePingPongOnOne(n int) (workload.Figures, error) { return pair.OnOneProcessor(playFar(n)) }

func remoteCalls(n int) (workload.Figures, error) { return pair.Measure(callFar(n)) }

// A measure finds the figures with the far node that has this name.
type measure = func(node string) (workload.Figures, error)

// floodFar sends a message n times, waiting while the peer's queue is full, until
// the last is received.
func floodFar(m any, n int, metered func(n int, do func()) workload.Figures) measure {
	return asProcess(func(ctx context.Context, near *dist.Node, p *actor.Process, node string) (workload.Figures, error) {
		sink, err := near.Spawn(ctx, node, "sink", n)
		if err == nil {
			err = p.Send(sink, p.Self())
		}
		if err != nil {
			return nil, err
		}
		f := metered(n, func() {
			for i := 0; i < n && err == nil; i++ {
				err = p.SendContext(ctx, sink, m)
			}
			if err == nil {
				p.Receive()
			}
		})
		return f, err
	})
}

func playFar(n int) measure {
	return asProcess(func(ctx context.Context, near *dist.Node, p *actor.Process, node string) (workload.Figures, error) {
		wall, err := near.Spawn(ctx, node, "wall", p.Self())
		if err != nil {
			return nil, err
		}
		var ball any = packet{}
		f := meter.Each(n, func() {
			if err == nil {
				err = p.Send(wall, ball)
			}
			if err == nil {
				p.Receive()
			}
		})
		return f, err
	})
}

func callFar(n int) measure {
	return asProcess(func(ctx context.Context, near *dist.Node, p *actor.Process, node string) (workload.Figures, error) {
		answerer, err := near.Spawn(ctx, node, "answerer", 0)
		if err != nil {
			return nil, err
		}
		var request any = packet{}
		failed := make([]error, workload.Callers)
		each := max(n/workload.Callers, 1)
		f := meter.Rate(each*workload.Callers, func() {
			var calling sync.WaitGroup
			for i := range failed {
				calling.Add(1)
				p.Spawn(func(p *actor.Process) error {
					defer calling.Done()
					for n := 0; n < each && failed[i] == nil; n++ {
						_, failed[i] = p.Call(ctx, answerer, request)
					}
					return nil
				})
			}
			calling.Wait()
		})
		return f, errors.Join(failed...)
	})
}

// asProcess measures in a process of a new node, once that is connected to the
// far one.
func asProcess(do func(context.Context, *dist.Node, *actor.Process, string) (workload.Figures, error)) measure {
	return func(node string) (f workload.Figures, err error) {
		ctx := context.Background()
		near, sys, err := startNode("near")
		if err != nil {
			return nil, err
		}
		if err := near.Connect(ctx, node); err != nil {
			return nil, err
		}
		pid := sys.Spawn(func(p *actor.Process) error {
			f, err = do(ctx, near, p, node)
			return nil
		})
		_, waitErr := sys.Wait(ctx, pid)
		return f, errors.Join(err, waitErr, near.Leave(ctx))
	}
}
