package actor

import (
	"cmp"
	"iter"
	"slices"
)

// Activity is what a process is doing.
type Activity string

const (
	Running Activity = "running" // running its code, or blocked in code outside the runtime
	Waiting Activity = "waiting" // for a message
	Calling Activity = "calling" // waiting for a reply, for room, or for time to pass
	Exiting Activity = "exiting" // made to exit, but not gone yet
)

// Info describes a process at one moment.
type Info struct {
	Brief    // here, Mailbox includes messages put aside
	Names    []string
	Activity Activity
	Links    []PID
	Watching int // monitors it made
	Watchers int // monitors on it
	TrapExit bool
}

// Info describes a process without disturbing it. It reports false if the process
// is gone.
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
		if !p.mailbox.bounded() { // otherwise the bound counts them
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

// Processes yields all processes. A process that starts or ends during the
// iteration may be included or not.
func (s *System) Processes() iter.Seq[PID] {
	return func(yield func(PID) bool) {
		s.table.all(func(p *Process) bool { return yield(p.Self()) })
	}
}

// A Tree is a process and the processes it spawned, the oldest first.
type Tree struct {
	Info
	Children []Tree
}

// Trees returns all processes as trees of who spawned whom, the oldest first:
// where supervisors spawn, these are the supervision trees. A process whose
// parent is gone is a root.
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

// byAge returns all processes, the oldest first.
func (s *System) byAge() []*Process {
	var all []*Process
	s.table.all(func(p *Process) bool {
		all = append(all, p)
		return true
	})
	slices.SortFunc(all, func(a, b *Process) int { return cmp.Compare(a.born, b.born) })
	return all
}

// Stats holds the system's counters, for graphs and alarms. Those not marked as
// current only ever grow.
type Stats struct {
	Processes   int    // current
	Spawned     uint64 // processes ever spawned
	Faults      uint64 // processes that exited with a reason for which IsFault is true
	Panics      uint64 // panics in processes and their goroutines
	Killed      uint64 // processes that were killed
	Stuck       int    // current; see System.Stuck
	DeadLetters uint64
	Workers     int // current: free goroutines kept for handlers
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
