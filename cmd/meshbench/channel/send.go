package channel

import (
	"sync"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// wall sends messages back.
func wall() (to, from chan message) {
	to, from = make(chan message, buffer), make(chan message, buffer)
	go func() {
		for m := range to {
			from <- m
		}
	}()
	return to, from
}

func pingPong(n int) (workload.Figures, error) {
	to, from := wall()
	return meter.Rate(n, func() {
		for i := range n {
			to <- message{value: int64(i)}
			<-from
		}
	}), nil
}

func flood(n int) (workload.Figures, error) { return meter.AddMemory(floodBy(1, n)), nil }

func manyFlood(n int) (workload.Figures, error) { return floodBy(workload.Senders, n), nil }

func floodBy(senders, n int) workload.Figures {
	c := make(chan message, buffer)
	return meter.Rate(n, func() {
		for range senders {
			go func() {
				for i := range n / senders {
					c <- message{value: int64(i)}
				}
			}()
		}
		for range n / senders * senders {
			<-c
		}
	})
}

func pairs(n int) (workload.Figures, error) {
	var to, from [workload.Pairs]chan message
	for i := range to {
		to[i], from[i] = wall()
	}
	return meter.Rate(n, func() {
		var wg sync.WaitGroup
		for i := range to {
			wg.Go(func() {
				for j := range n / workload.Pairs {
					to[i] <- message{value: int64(j)}
					<-from[i]
				}
			})
		}
		wg.Wait()
	}), nil
}

func ring(n int) (workload.Figures, error) {
	var members [workload.Ring]chan message
	for i := range members {
		members[i] = make(chan message, buffer)
	}
	done := make(chan struct{})
	for i, c := range members {
		next := members[(i+1)%workload.Ring]
		go func() {
			for m := range c {
				if m.left == 0 {
					close(done)
					return
				}
				next <- message{left: m.left - 1}
			}
		}()
	}
	return meter.Rate(n, func() {
		members[0] <- message{left: int64(n)}
		<-done
	}), nil
}
