package ingest

import "github.com/mesh-actors/mesh/mesher"

// turns is a queue in which projects take turns, event by event: the waiting
// events of a project that sends much do not hold up one that sends little.
// Within a project the order is that of arrival.
type turns[E queueing] struct {
	lines map[mesher.ProjectID]*line[E]
	next  []*line[E] // non-empty lines, in the order of their turns
	held  load       // by all lines together
}

// queueing is an item that belongs to a project and has a size.
type queueing interface {
	project() mesher.ProjectID
	load() load
}

// A line holds the waiting events of one project.
type line[E queueing] struct {
	events []E
	held   load
}

// A load is a number of events and their bytes.
type load struct{ events, bytes int }

func (l *load) more(other load) { l.events += other.events; l.bytes += other.bytes }
func (l *load) less(other load) { l.events -= other.events; l.bytes -= other.bytes }

func (t *turns[E]) add(e E) {
	q := t.lines[e.project()]
	if q == nil {
		q = new(line[E])
		if t.lines == nil {
			t.lines = make(map[mesher.ProjectID]*line[E])
		}
		t.lines[e.project()] = q
		t.next = append(t.next, q)
	}
	q.events = append(q.events, e)
	q.held.more(e.load())
	t.held.more(e.load())
}

// pop removes the next event. There must be one.
func (t *turns[E]) pop() E {
	q := t.next[0]
	t.next = t.next[1:]
	e := q.events[0]
	q.events[0] = *new(E) // the freed slot must not hold on to it
	q.events = q.events[1:]
	q.held.less(e.load())
	t.held.less(e.load())
	if len(q.events) > 0 {
		t.next = append(t.next, q)
	} else {
		delete(t.lines, e.project())
	}
	return e
}

// displace removes the last event of the project that takes the most room, to
// make room for e; it reports false if e's own project would then take as much.
// So a project may use all the room that others leave, and gives it up to them.
func (t *turns[E]) displace(e queueing, c Config) (E, bool) {
	var greedy *line[E]
	for _, q := range t.lines {
		if greedy == nil || c.share(q.held) > c.share(greedy.held) {
			greedy = q
		}
	}
	mine := e.load()
	if q := t.lines[e.project()]; q != nil {
		mine.more(q.held)
	}
	// A project with one event left keeps it: the queue of turns need not shrink.
	if greedy == nil || len(greedy.events) < 2 || c.share(mine) >= c.share(greedy.held) {
		return *new(E), false
	}
	last := len(greedy.events) - 1
	off := greedy.events[last]
	greedy.events[last] = *new(E)
	greedy.events = greedy.events[:last]
	greedy.held.less(off.load())
	t.held.less(off.load())
	return off, true
}

// share returns the part of the room that a load takes, in events or bytes,
// whichever is larger.
func (c Config) share(l load) float64 {
	return max(float64(l.events)/float64(c.MaxWaiting), float64(l.bytes)/float64(c.MaxWaitingBytes))
}

// fits reports whether there is room for one more event beside what is held.
func (c Config) fits(held load, e queueing) bool {
	return held.events < c.MaxWaiting && held.bytes+e.load().bytes <= c.MaxWaitingBytes
}
