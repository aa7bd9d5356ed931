package protoactor

import (
	"sync"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

func pingPong(n int) (workload.Figures, error) { return play(1, n), nil }

func pairs(n int) (workload.Figures, error) { return play(workload.Pairs, n), nil }

func play(pairs, n int) workload.Figures {
	root := newRoot()
	var playing sync.WaitGroup
	var players []*actor.PID
	for range pairs {
		playing.Add(1)
		wall := spawn(root, func(c actor.Context, m *message) { c.Send(m.from, m) })
		players = append(players, spawn(root, player(n/pairs, wall, playing.Done)))
	}
	return meter.Rate(n, func() {
		for _, p := range players {
			root.Send(p, &message{from: p})
		}
		playing.Wait()
	})
}

// player plays n balls against a wall, starting at the first message it gets.
func player(n int, wall *actor.PID, end func()) func(actor.Context, *message) {
	return func(c actor.Context, m *message) {
		if n == 0 {
			end()
			return
		}
		n--
		c.Send(wall, m)
	}
}

func flood(n int) (workload.Figures, error) { return meter.AddMemory(floodBy(1, n)), nil }

func manyFlood(n int) (workload.Figures, error) { return floodBy(workload.Senders, n), nil }

func floodBy(senders, n int) workload.Figures {
	root := newRoot()
	done := make(chan struct{})
	left := n / senders * senders
	receiver := spawn(root, func(actor.Context, *message) {
		if left--; left == 0 {
			close(done)
		}
	})
	m := new(message)
	var pids []*actor.PID
	for range senders {
		pids = append(pids, spawn(root, func(c actor.Context, _ *message) {
			for range n / senders {
				c.Send(receiver, m)
			}
		}))
	}
	return meter.Rate(n, func() {
		for _, p := range pids {
			root.Send(p, m)
		}
		<-done
	})
}

func ring(n int) (workload.Figures, error) {
	root := newRoot()
	done := make(chan struct{})
	var members [workload.Ring]*actor.PID
	for i := range members {
		next := &members[(i+1)%workload.Ring]
		members[i] = spawn(root, func(c actor.Context, token *message) {
			if token.left == 0 {
				close(done)
				return
			}
			token.left--
			c.Send(*next, token)
		})
	}
	return meter.Rate(n, func() {
		root.Send(members[0], &message{left: n})
		<-done
	}), nil
}
