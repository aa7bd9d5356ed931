package actor

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unique"
)

// A Node is one run of a named runtime. The same name started again is another
// incarnation, so that a PID of the first run never reaches a process of the
// second.
type Node struct {
	Name        string // "name@host:port", or any word for a node that stands alone
	Incarnation uint64 // drawn at random when the system starts
}

func (n Node) String() string { return n.Name + "#" + strconv.FormatUint(n.Incarnation, 16) }

// A PID identifies one process for ever: its node, that node's incarnation and
// the process within it. It is small, comparable and usable as a map key. It is
// never given to a second process. The zero PID is no process.
//
// It prints as <node#incarnation/process>, which [ParsePID] reads back.
type PID struct {
	node unique.Handle[Node]
	id   uint64 // slot and generation in the node's table; never 0
}

// NewPID makes a PID from its parts, as they came over the wire. If id is 0 it is
// the zero PID.
func NewPID(node Node, id uint64) PID {
	if id == 0 {
		return PID{}
	}
	return PID{unique.Make(node), id}
}

// IsZero reports whether this is the zero PID, which is no process.
func (p PID) IsZero() bool { return p.id == 0 }

// Node returns the node that the process lives, or lived, on.
func (p PID) Node() Node {
	if p.id == 0 {
		return Node{}
	}
	return p.node.Value()
}

// ID returns the process's number on its node. With [PID.Node] it makes up the
// whole PID.
func (p PID) ID() uint64 { return p.id }

func (p PID) String() string {
	if p.id == 0 {
		return "<nobody>"
	}
	return "<" + p.Node().String() + "/" + strconv.FormatUint(p.id, 16) + ">"
}

var errPID = errors.New("not a pid: want <node#incarnation/process>")

// ParsePID reads what [PID.String] printed.
func ParsePID(s string) (PID, error) {
	if s == "<nobody>" {
		return PID{}, nil
	}
	body, ok := strings.CutPrefix(s, "<")
	body, ok2 := strings.CutSuffix(body, ">")
	slash := strings.LastIndexByte(body, '/')
	hash := strings.LastIndexByte(body, '#')
	if !ok || !ok2 || hash < 0 || slash < hash {
		return PID{}, fmt.Errorf("%q is %w", s, errPID)
	}
	inc, err1 := strconv.ParseUint(body[hash+1:slash], 16, 64)
	id, err2 := strconv.ParseUint(body[slash+1:], 16, 64)
	if err := errors.Join(err1, err2); err != nil || id == 0 {
		return PID{}, fmt.Errorf("%q is %w", s, errPID)
	}
	return NewPID(Node{body[:hash], inc}, id), nil
}

// MarshalText writes the PID as String does.
func (p PID) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (p *PID) UnmarshalText(b []byte) error {
	v, err := ParsePID(string(b))
	if err == nil {
		*p = v
	}
	return err
}
