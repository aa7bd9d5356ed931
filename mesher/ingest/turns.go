package ingest

import "github.com/mesh-actors/mesh/mesher"

// turns is a queue of what waits in which projects take turns, event by event:
// what waits of one that sends much does not hold up one that sends little.
// Within a project the order is that of arrival.
type turns struct {
	lines map[mesher.ProjectID]*queued
	next  []*queued // those that have any, by whose turn it is
	held  load      // by all of them
}

// A queued project has events that wait.
type queued struct {
	events []pending
	held   load
}

func (t *turns) add(e pending) {
	project := e.record.Event.ProjectID
	q := t.lines[project]
	if q == nil {
		q = new(queued)
		if t.lines == nil {
			t.lines = make(map[mesher.ProjectID]*queued)
		}
		t.lines[project] = q
		t.next = append(t.next, q)
	}
	q.events = append(q.events, e)
	q.held.more(e)
	t.held.more(e)
}

// take removes the next so many events.
func (t *turns) take(most int) batch {
	b := make(batch, 0, min(most, t.held.events))
	for len(b) < cap(b) {
		q := t.next[0]
		t.next = t.next[1:]
		e := q.events[0]
		q.events[0] = pending{} // what is left of the room must not hold on to it
		q.events = q.events[1:]
		q.held.less(load{1, e.size})
		t.held.less(load{1, e.size})
		b = append(b, e)
		if len(q.events) > 0 {
			t.next = append(t.next, q)
		} else {
			delete(t.lines, e.record.Event.ProjectID)
		}
	}
	return b
}

// displace removes the last event of the project that takes the most room, to
// make some for r; false when r's own project would then take as much. So a
// project may have all the room that others leave, and gives it up to them.
func (t *turns) displace(r *write, c Config) (pending, bool) {
	var greedy *queued
	for _, q := range t.lines {
		if greedy == nil || c.share(q.held) > c.share(greedy.held) {
			greedy = q
		}
	}
	mine := load{1, r.size}
	if q := t.lines[r.record.Event.ProjectID]; q != nil {
		mine.events += q.held.events
		mine.bytes += q.held.bytes
	}
	// Whoever has one event left keeps it: the queue of turns need not shrink.
	if greedy == nil || len(greedy.events) < 2 || c.share(mine) >= c.share(greedy.held) {
		return pending{}, false
	}
	last := len(greedy.events) - 1
	e := greedy.events[last]
	greedy.events[last] = pending{}
	greedy.events = greedy.events[:last]
	greedy.held.less(load{1, e.size})
	t.held.less(load{1, e.size})
	return e, true
}

// share is how much of the room a load takes, by whichever it takes more of.
func (c Config) share(l load) float64 {
	return max(float64(l.events)/float64(c.MaxWaiting), float64(l.bytes)/float64(c.MaxWaitingBytes))
}
