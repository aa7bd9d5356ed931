package mesh

import (
	"sync"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// wall sends messages back.
func wall(p *actor.Process) error {
	for {
		m := p.Receive().(*message)
		p.Send(m.from, m)
	}
}

// player plays n balls against a wall, once the game has started.
func player(n int, start <-chan struct{}, wall actor.PID, end func()) actor.Func {
	return func(p *actor.Process) error {
		ball := &message{from: p.Self()}
		<-start
		for range n {
			p.Send(wall, ball)
			p.Receive()
		}
		end()
		return nil
	}
}

func pingPong(n int) (workload.Figures, error) { return play(1, n), nil }

func pairs(n int) (workload.Figures, error) { return play(workload.Pairs, n), nil }

func play(pairs, n int) workload.Figures {
	sys := newSystem()
	start := make(chan struct{})
	var playing sync.WaitGroup
	for range pairs {
		playing.Add(1)
		sys.Spawn(player(n/pairs, start, sys.Spawn(wall), playing.Done))
	}
	return meter.Rate(n, func() {
		close(start)
		playing.Wait()
	})
}

func flood(n int) (workload.Figures, error) { return meter.AddMemory(floodBy(1, n)), nil }

func manyFlood(n int) (workload.Figures, error) { return floodBy(workload.Senders, n), nil }

func floodBy(senders, n int) workload.Figures {
	sys := newSystem()
	done := make(chan struct{})
	receiver := sys.Spawn(func(p *actor.Process) error {
		for range n / senders * senders {
			p.Receive()
		}
		close(done)
		p.Receive() // stays, so that the memory it keeps is counted
		return nil
	})
	m := new(message)
	return meter.Rate(n, func() {
		for range senders {
			sys.Spawn(func(p *actor.Process) error {
				for range n / senders {
					p.Send(receiver, m)
				}
				return nil
			})
		}
		<-done
	})
}

func ring(n int) (workload.Figures, error) {
	sys := newSystem()
	done := make(chan struct{})
	var members [workload.Ring]actor.PID
	for i := range members {
		members[i] = sys.Spawn(passOn(&members[(i+1)%workload.Ring], done))
	}
	return meter.Rate(n, func() {
		sys.Send(members[0], &message{left: n})
		<-done
	}), nil
}

// passOn is a member of a ring that may still lack its next member, until the
// token is there.
func passOn(next *actor.PID, done chan<- struct{}) actor.Func {
	return func(p *actor.Process) error {
		for {
			token := p.Receive().(*message)
			if token.left == 0 {
				close(done)
				return nil
			}
			token.left--
			p.Send(*next, token)
		}
	}
}
