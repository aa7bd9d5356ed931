package stream

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"sync"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// calls makes n calls by many callers, which share one connection: what one end
// writes together the other reads together, which makes more calls than if each
// caller had a connection of its own.
func calls(net network, n int) measure {
	return func(address string) (workload.Figures, error) {
		c, err := open(net, address, order{Size: workload.Small})
		if err != nil {
			return nil, err
		}
		var replies [workload.Callers]chan struct{}
		for i := range replies {
			replies[i] = make(chan struct{}, 1)
		}
		each := max(n/workload.Callers, 1)
		var failed error
		f := meter.Rate(each*workload.Callers, func() {
			var callers sync.WaitGroup
			for i, reply := range replies {
				callers.Go(func() { callEach(c, i, each, reply) })
			}
			failed = handOut(c, replies[:], each*workload.Callers)
			c.Close() // ends callers that still wait for room to write
			callers.Wait()
		})
		return f, failed
	}
}

// callEach is one caller, whose requests carry its number. It makes the next call
// only after a reply.
func callEach(c net.Conn, number, calls int, reply <-chan struct{}) {
	m := make([]byte, workload.Small)
	binary.BigEndian.PutUint64(m, uint64(number))
	for range calls {
		if _, err := c.Write(m); err != nil {
			return // the reader of the replies finds out too
		}
		if _, ok := <-reply; !ok {
			return
		}
	}
}

// handOut gives n replies to the callers whose numbers they carry.
func handOut(c net.Conn, replies []chan struct{}, n int) error {
	defer func() {
		for _, reply := range replies {
			close(reply)
		}
	}()
	in := bufio.NewReaderSize(c, buffer)
	m := make([]byte, workload.Small)
	for range n {
		if _, err := io.ReadFull(in, m); err != nil {
			return err
		}
		replies[binary.BigEndian.Uint64(m)] <- struct{}{}
	}
	return nil
}
