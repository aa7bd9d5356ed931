package stream

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// A measure finds the figures with the far side at an address.
type measure = func(address string) (workload.Figures, error)

// open connects and sends the order.
func open(n network, address string, o order) (net.Conn, error) {
	c, err := n.dial(address)
	if err != nil {
		return nil, err
	}
	return c, binary.Write(c, binary.BigEndian, o)
}

// flood sends n messages of a size, and waits until all are received.
func flood(net network, size, n int, metered func(n int, do func()) workload.Figures) measure {
	return func(address string) (workload.Figures, error) {
		c, err := open(net, address, order{Size: int64(size), Count: int64(n)})
		if err != nil {
			return nil, err
		}
		defer c.Close()
		out := bufio.NewWriterSize(c, buffer)
		m := make([]byte, size)
		f := metered(n, func() {
			for range n {
				out.Write(m) // its error is Flush's
			}
			err = out.Flush()
			if err == nil {
				_, err = io.ReadFull(c, m[:1])
			}
		})
		return f, err
	}
}

// pingPong sends n messages, each when the last has come back.
func pingPong(net network, n int) measure {
	return func(address string) (f workload.Figures, err error) {
		c, err := open(net, address, order{Size: workload.Small})
		if err != nil {
			return nil, err
		}
		defer c.Close()
		m := make([]byte, workload.Small)
		f = meter.Each(n, func() { err = errors.Join(err, roundTrip(c, m)) })
		return f, err
	}
}

func roundTrip(c io.ReadWriter, m []byte) error {
	if _, err := c.Write(m); err != nil {
		return err
	}
	_, err := io.ReadFull(c, m)
	return err
}
