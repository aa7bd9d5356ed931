package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// AppendPID appends a PID of any node: the process's number, its node's
// incarnation, its node's name. The zero PID is just the number 0. Use it in the
// AppendBinary of a type that holds PIDs.
func AppendPID(b []byte, pid actor.PID) []byte {
	b = binary.AppendUvarint(b, pid.ID())
	if pid.IsZero() {
		return b
	}
	node := pid.Node()
	return appendText(binary.BigEndian.AppendUint64(b, node.Incarnation), node.Name)
}

// CutPID takes what [AppendPID] appended off the front of b.
func CutPID(b []byte) (pid actor.PID, rest []byte, err error) {
	c := cursor{b: b}
	if pid = c.pid(); c.err != nil {
		return actor.PID{}, b, fmt.Errorf("pid: %w", c.err)
	}
	return pid, c.b, nil
}

func (c *cursor) pid() actor.PID {
	id := c.uvarint()
	if id == 0 {
		return actor.PID{}
	}
	node := actor.Node{Incarnation: c.uint64(), Name: c.text()}
	if c.err != nil {
		return actor.PID{}
	}
	return actor.NewPID(node, id)
}
