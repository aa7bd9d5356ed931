package actor

import (
	"crypto/rand"
	"encoding/binary"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
	"unique"
)

// Config of a [System]. The zero Config is a good one for a node that stands
// alone.
type Config struct {
	// Node names the system; "local" when empty. Nodes that are to be connected
	// are named name@host:port.
	Node string
	// Logger is told of panics and of killed processes that don't stop.
	// slog.Default when nil.
	Logger *slog.Logger
	// StuckAfter is how long a killed process's code may go on running before the
	// log says that it is stuck: 10 s when zero, never when negative.
	StuckAfter time.Duration
}

// A System is one node's processes. It holds all there is: two systems in one
// program never meet.
//
// For code that is no process, it is the [Sender]: what one goroutine sends
// through it arrives in that order. To another node all of it is one sender's: what
// is small waits there behind what is large.
type System struct {
	node  unique.Handle[Node]
	log   *slog.Logger
	table table
	names names
	pool  pool
	refs  atomic.Uint64 // monitors made outside processes
	dead  deadLetters

	faults, panics, kills atomic.Uint64
	calls                 sync.Pool // of *call, for callers outside processes

	remote atomic.Pointer[Remote] // nil: it stands alone

	stuckAfter time.Duration
	undead     sync.Map // *Process: killed, and its code has not ended
}

// NewSystem starts an empty system. Stop it when done.
func NewSystem(c Config) *System {
	if c.Node == "" {
		c.Node = "local"
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.StuckAfter == 0 {
		c.StuckAfter = 10 * time.Second
	}
	return &System{
		node:       unique.Make(Node{c.Node, incarnation()}),
		log:        c.Logger,
		stuckAfter: c.StuckAfter,
	}
}

func incarnation() uint64 {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint64(b[:])
}

// Node is this system's name and incarnation.
func (s *System) Node() Node { return s.node.Value() }

// System is s itself; it makes a System a [Sender].
func (s *System) System() *System { return s }

// local is the process with this PID, if it lives here.
func (s *System) local(pid PID) *Process {
	if pid.node != s.node {
		return nil
	}
	return s.table.get(pid.id)
}

// Alive tells whether the process is there and was not made to exit.
func (s *System) Alive(pid PID) bool {
	p := s.local(pid)
	return p != nil && !p.leaving()
}

// Count is how many processes there are.
func (s *System) Count() int { return int(s.table.live.Load()) }
