package ingest

import "sync/atomic"

// A spread hands out work to several services by how much each has to do. It
// looks at two at a time, in turn: nearly as good as looking at all of them,
// and one large event does not hold up those behind it.
type spread struct {
	lanes []*lane
	next  atomic.Uint64
}

// A lane is one of the services.
type lane struct {
	name    string
	waiting atomic.Int64 // how many callers wait for it
}

func newSpread(names []string) spread {
	lanes := make([]*lane, len(names))
	for i, name := range names {
		lanes[i] = &lane{name: name}
	}
	return spread{lanes: lanes}
}

// enter picks a lane. Whoever is done with it leaves it.
func (s *spread) enter() *lane {
	n := uint64(len(s.lanes))
	turn := s.next.Add(1)
	a, b := s.lanes[turn%n], s.lanes[(turn+1)%n]
	if b.waiting.Load() < a.waiting.Load() {
		a = b
	}
	a.waiting.Add(1)
	return a
}

func (l *lane) leave() { l.waiting.Add(-1) }
