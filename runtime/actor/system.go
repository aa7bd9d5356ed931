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

// Config configures a [System]. The zero Config suits a node that stands alone.
type Config struct {
	// Node is the system's name; "local" when empty. Nodes that are to be connected
	// are named name@host:port.
	Node string
	// Logger logs panics and killed processes that don't stop; slog.Default when
	// nil.
	Logger *slog.Logger
	// StuckAfter is how long a killed process's code may go on running before the
	// log says that it is stuck: 10 s when zero, never when negative.
	StuckAfter time.Duration
}

// A System holds the processes of one node. It has no global state: two systems
// in one program never meet.
//
// A System is also the [Sender] for code outside processes: what one goroutine
// sends through it arrives in that order. Another node sees it as a single
// sender, so a small message waits there behind a large one.
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

// NewSystem starts an empty system. Call Stop when done.
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

// Node returns this system's name and incarnation.
func (s *System) Node() Node { return s.node.Value() }

// System returns s itself; it makes a System a [Sender].
func (s *System) System() *System { return s }

// local returns the process with this PID, if it lives here.
func (s *System) local(pid PID) *Process {
	if pid.node != s.node {
		return nil
	}
	return s.table.get(pid.id)
}

// Alive reports whether the process exists and was not made to exit.
func (s *System) Alive(pid PID) bool {
	p := s.local(pid)
	return p != nil && !p.leaving()
}

// Count returns the number of processes.
func (s *System) Count() int { return int(s.table.live.Load()) }
