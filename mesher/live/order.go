package live

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

const (
	// usualPatience is how long an early note waits for those before it.
	usualPatience = 250 * time.Millisecond
	// maxHeld bounds the notes of a project that wait. Beyond it the one that has
	// waited longest goes on, with all that come before it in its issue.
	maxHeld = 100
	// reach is by how many places an event may come late. One further back means
	// that its issue was unmerged: it has fewer events than before, and goes on from
	// there.
	reach = 100
	// maxIssues bounds the issues of a project whose places are known, twice: see
	// sequel.
	maxIssues = 1000
)

// An order puts the notes that a node hears of a project's issues into the order
// of their places, which is that of the commits. It is a pure rule: a note goes
// in, with the time, and those whose turn it is come out. Every note comes out
// once, early or late.
//
// An event whose place is the next one of its issue goes on at once. One that
// comes early waits for those before it. They may never come: a connection was
// lost, they were merged in from another issue, the node that stored them died.
// So its patience has an end, and it goes on without them. One that comes late
// goes on as well. The first event heard of an issue sets its place, unless the
// issue is so young that its very first event may be on the way.
type order struct {
	patience time.Duration // negative: nothing waits
	next     sequel
	held     []early // in the order in which they came
}

// early is a note that waits.
type early struct {
	Note
	until time.Time
}

// A turn holds the notes that go on, in their order.
type turn struct {
	notes  []Note
	waited int // how many of them had waited
}

// arrange hears notes, and changes none of them.
func (o *order) arrange(notes []Note, now time.Time) turn {
	due := turn{notes: make([]Note, 0, len(notes))}
	for _, n := range notes {
		if n.Place == 0 && (n.isEvent() || !o.queue(&n)) {
			due.notes = append(due.notes, n)
			continue
		}
		o.hear(&due, n, now)
	}
	return due
}

// queue puts a note without a place of its own behind the waiting notes of the
// same issue, so that it does not overtake them. It returns false if none wait.
func (o *order) queue(n *Note) bool {
	for _, e := range o.held {
		if e.Issue == n.Issue {
			n.Place = max(n.Place, e.after(e.Place))
		}
	}
	return n.Place > 0
}

// hear makes a note with a place go on, or wait.
func (o *order) hear(due *turn, n Note, now time.Time) {
	for {
		next, known := o.next.of(n.Issue)
		switch {
		case known:
		case n.Young:
			next = 1
			o.next.set(n.Issue, next)
		default:
			next = n.Place
		}
		if n.Place <= next || o.patience < 0 {
			o.next.set(n.Issue, n.after(next))
			due.notes = append(due.notes, n)
			o.follow(due, n.Issue)
			return
		}
		if len(o.held) < maxHeld {
			o.held = append(o.held, early{n, now.Add(o.patience)})
			return
		}
		o.giveUp(due, o.held[0].Issue)
	}
}

// after returns the place of an issue's next event once this note has gone on;
// before that it was next.
func (n Note) after(next int64) int64 {
	if n.isEvent() && (n.Place == next || next-n.Place > reach) {
		return n.Place + 1
	}
	return next
}

// expire makes notes that have waited too long go on.
func (o *order) expire(now time.Time) (due turn) {
	for len(o.held) > 0 && !now.Before(o.held[0].until) {
		o.giveUp(&due, o.held[0].Issue)
	}
	return due
}

// giveUp stops waiting for what is missing of an issue: the lowest waiting note
// goes on, with those that follow it without a gap.
func (o *order) giveUp(due *turn, issue uuid.UUID) {
	lowest := int64(-1)
	for _, e := range o.held {
		if e.Issue == issue && (lowest < 0 || e.Place < lowest) {
			lowest = e.Place
		}
	}
	o.next.set(issue, lowest)
	o.follow(due, issue)
}

// follow makes the notes of an issue go on that waited for the one that just did.
func (o *order) follow(due *turn, issue uuid.UUID) {
	if len(o.held) == 0 {
		return
	}
	next, _ := o.next.of(issue)
	for {
		i := slices.IndexFunc(o.held, func(e early) bool { return e.Issue == issue && e.Place <= next })
		if i < 0 {
			break
		}
		n := o.held[i].Note
		o.held = slices.Delete(o.held, i, i+1)
		next = n.after(next)
		due.notes = append(due.notes, n)
		due.waited++
	}
	if len(o.held) == 0 {
		o.held = nil
	}
	o.next.set(issue, next)
}

// dueAt returns when the first waiting note has waited too long.
func (o *order) dueAt() (at time.Time, waiting bool) {
	if len(o.held) == 0 {
		return at, false
	}
	return o.held[0].until, true
}

// A sequel knows the next places of issues. It holds two generations of
// maxIssues: when the young one is full, it becomes the old one, and issues not
// heard of meanwhile are forgotten.
type sequel struct {
	young, old map[uuid.UUID]int64
}

func (s *sequel) of(issue uuid.UUID) (next int64, known bool) {
	if next, known = s.young[issue]; known {
		return next, true
	}
	next, known = s.old[issue]
	return next, known
}

func (s *sequel) set(issue uuid.UUID, next int64) {
	if _, known := s.young[issue]; !known && (s.young == nil || len(s.young) >= maxIssues) {
		s.young, s.old = make(map[uuid.UUID]int64), s.young
	}
	s.young[issue] = next
}
