package proof

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Note is a message that a diary received.
type Note struct {
	Kind   string // exit, down, node up, node down, conflict, or else what it is
	PID    actor.PID
	Node   actor.Node
	Name   string
	Reason string
	At     time.Time
}

func note(msg any) Note {
	n := Note{Kind: fmt.Sprint(msg), At: time.Now()}
	switch m := msg.(type) {
	case actor.Exit:
		n.Kind, n.PID, n.Reason = "exit", m.From, m.Reason.Error()
	case actor.Down:
		n.Kind, n.PID, n.Reason = "down", m.PID, m.Reason.Error()
	case dist.NodeUp:
		n.Kind, n.Node = "node up", m.Node
	case dist.NodeDown:
		n.Kind, n.Node, n.Reason = "node down", m.Node, m.Reason.Error()
	case dist.NameConflict:
		n.Kind, n.Name, n.PID = "conflict", m.Name, m.Winner
	}
	return n
}

// diary is a process that records what it receives, and does what it is told by
// messages that are functions, which come only from its own program.
type diary struct {
	mu    sync.Mutex // guards notes
	notes []Note
}

func (d *diary) run(p *actor.Process) error {
	p.TrapExit(true)
	for {
		msg := p.Receive()
		if do, ok := msg.(func(*actor.Process)); ok {
			do(p)
			continue
		}
		d.mu.Lock()
		d.notes = append(d.notes, note(msg))
		d.mu.Unlock()
	}
}

func (d *diary) read() []Note {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Note{}, d.notes...)
}

// diaries are the diaries of a node. The zero value is ready for use.
type diaries struct {
	mu  sync.Mutex // guards all
	all map[actor.PID]*diary
}

// open starts a diary.
func (ds *diaries) open(sys *actor.System) actor.PID {
	d := new(diary)
	pid := sys.Spawn(d.run)
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.all == nil {
		ds.all = make(map[actor.PID]*diary)
	}
	ds.all[pid] = d
	return pid
}

func (ds *diaries) of(pid actor.PID) *diary {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	return ds.all[pid]
}

// Diary starts a diary, which is told of all nodes.
func (s *Site) Diary(_ nothing, pid *actor.PID) error {
	*pid = s.open(s.sys)
	s.node.Monitor(*pid, "")
	return nil
}

// Join makes a process join a room.
func (s *Site) Join(c Claim, _ *nothing) error { return s.node.Rooms().Join(c.Name, c.PID) }

// Members returns the members of a room.
func (s *Site) Members(room string, pids *[]actor.PID) error {
	*pids = append([]actor.PID{}, slices.Collect(s.node.Rooms().Members(room))...)
	return nil
}

// A Speech is numbers for all members of a room, from 0 on.
type Speech struct {
	Room    string
	Numbers int
}

// Broadcast broadcasts them.
func (s *Site) Broadcast(b Speech, _ *nothing) (err error) {
	for n := range b.Numbers {
		err = errors.Join(err, s.node.Rooms().Broadcast(s.sys, b.Room, n))
	}
	return err
}

// A Bond says which processes to tie to which.
type Bond struct {
	By actor.PID
	To []actor.PID
}

// Tie makes a diary link to and monitor processes. When it returns, the ties
// exist, or the diary has been told otherwise.
func (s *Site) Tie(b Bond, _ *nothing) error {
	done := make(chan struct{})
	err := s.sys.Send(b.By, func(p *actor.Process) {
		defer close(done)
		for _, to := range b.To {
			p.Link(to)
			p.Monitor(to)
		}
	})
	if err != nil {
		return err
	}
	<-done
	for _, to := range b.To { // a process that answers this has got what came before
		if err := s.Call(Letter{To: to}, new(time.Duration)); err != nil {
			return err
		}
	}
	return nil
}

// Read returns what a diary has received, in order.
func (s *Site) Read(of actor.PID, notes *[]Note) error {
	*notes = s.of(of).read()
	return nil
}

// count counts notes.
func count(notes []Note, kind string) (n int) {
	for _, note := range notes {
		if note.Kind == kind {
			n++
		}
	}
	return n
}
