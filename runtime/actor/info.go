package actor

import (
	"cmp"
	"iter"
	"slices"
)

// Activity is what a process is doing.
type Activity string

const (
	Running Activity = "running" // its code, or waiting in code that is not ours
	Waiting Activity = "waiting" // for a message
	Calling Activity = "calling" // waiting for a reply, for room, or for time to pass
	Exiting Activity = "exiting" // made to leave, and has not yet
)

// Info is how a process stood at one moment.
type Info struct {
	Brief    // here, Mailbox counts what was put aside as well
	Names    []string
	Activity Activity
	Links    []PID
	Watching int // monitors it made
	Watchers int // monitors on it
	TrapExit bool
}

// Info looks at a process without disturbing it. False: it is gone.
func (s *System) Info(pid PID) (Info, bool) {
	p := s.local(pid)
	if p == nil {
		return Info{}, false
	}
	return p.info(), true
}

func (p *Process) info() Info {
	i := Info{Brief: p.brief(), Activity: p.activity()}
	p.mu.Lock()
	defer p.mu.Unlock()
	i.TrapExit = p.trap
	if b := p.bonds; b != nil {
		if !p.mailbox.bounded() { // else they are counted there
			i.Mailbox += b.aside
		}
		i.Names = slices.Clone(b.names)
		for to := range b.links {
			i.Links = append(i.Links, to)
		}
		slices.SortFunc(i.Links, func(a, b PID) int { return cmp.Compare(a.id, b.id) })
		i.Watching, i.Watchers = len(b.watching), len(b.watchers)
	}
	return i
}

func (p *Process) activity() Activity {
	switch {
	case p.leaving():
		return Exiting
	case p.inCall():
		return Calling
	case p.mailbox.parked():
		return Waiting
	}
	return Running
}

func (p *Process) inCall() bool {
	c := p.calling.Load()
	return c != nil && c.stands() == open
}

// Processes yields the processes there are; those that come and go meanwhile
// may be among them or not.
func (s *System) Processes() iter.Seq[PID] {
	return func(yield func(PID) bool) {
		s.table.all(func(p *Process) bool { return yield(p.Self()) })
	}
}

// A Tree is a process and those it spawned, the oldest first.
type Tree struct {
	Info
	Children []Tree
}

// Trees are all processes as trees of who spawned whom, the oldest first: the
// supervision trees, where supervisors spawn. A process whose parent is gone is
// the root of its own.
func (s *System) Trees() []Tree {
	all := s.byAge()
	known := make(map[PID]bool, len(all))
	for _, p := range all {
		known[p.Self()] = true
	}
	children := make(map[PID][]*Process)
	for _, p := range all {
		parent := p.parent
		if !known[parent] {
			parent = PID{}
		}
		children[parent] = append(children[parent], p)
	}
	return grow(PID{}, children)
}

func grow(parent PID, children map[PID][]*Process) []Tree {
	var trees []Tree
	for _, p := range children[parent] {
		trees = append(trees, Tree{p.info(), grow(p.Self(), children)})
	}
	return trees
}

// byAge is all processes, the oldest first.
func (s *System) byAge() []*Process {
	var all []*Process
	s.table.all(func(p *Process) bool {
		all = append(all, p)
		return true
	})
	slices.SortFunc(all, func(a, b *Process) int { return cmp.Compare(a.born, b.born) })
	return all
}

// Stats are the system's counters, for graphs and alarms. Those that are not
// said to be of this moment only ever grow.
type Stats struct {
	Processes   int    // of this moment
	Spawned     uint64 // processes ever
	Faults      uint64 // processes that exited for a reason that IsFault
	Panics      uint64 // panics, of processes and their goroutines
	Killed      uint64 // processes that were killed
	Stuck       int    // of this moment; see System.Stuck
	DeadLetters uint64
	Workers     int // goroutines kept for handlers and free, of this moment
}

// Stats reads the system's counters.
func (s *System) Stats() Stats {
	return Stats{
		Processes:   s.Count(),
		Spawned:     s.table.spawned(),
		Faults:      s.faults.Load(),
		Panics:      s.panics.Load(),
		Killed:      s.kills.Load(),
		Stuck:       len(s.Stuck()),
		DeadLetters: s.DeadLetters(),
		Workers:     s.pool.size(),
	}
}
