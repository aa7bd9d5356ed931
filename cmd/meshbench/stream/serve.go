package stream

import (
	"bufio"
	"encoding/binary"
	"io"
	"log"
	"net"
)

// buffer is how much either side gathers before it writes, and reads at once.
const buffer = 64 << 10

// An order opens a connection: what comes on it, and what to answer.
type order struct {
	Size  int64 // of a message
	Count int64 // of messages to take before answering with one byte; 0: each is sent back
}

// serve is the far side, which serves connections for as long as its process lives.
func serve(n network) (address string, err error) {
	l, err := n.listen()
	if err != nil {
		return "", err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				log.Print(err)
				return
			}
			go func() {
				defer c.Close()
				if err := carryOut(c); err != nil && err != io.EOF {
					log.Print(err)
				}
			}()
		}
	}()
	return l.Addr().String(), nil
}

func carryOut(c net.Conn) error {
	in := bufio.NewReaderSize(c, buffer)
	var o order
	if err := binary.Read(in, binary.BigEndian, &o); err != nil {
		return err
	}
	m := make([]byte, o.Size)
	for range o.Count {
		if _, err := io.ReadFull(in, m); err != nil {
			return err
		}
	}
	if o.Count > 0 {
		_, err := c.Write(m[:1])
		return err
	}
	out := bufio.NewWriterSize(c, buffer)
	for {
		if _, err := io.ReadFull(in, m); err != nil {
			return err
		}
		out.Write(m) // its error is Flush's
		if in.Buffered() >= len(m) {
			continue // messages that came together are answered together
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
}
