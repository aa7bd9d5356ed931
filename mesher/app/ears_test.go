package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// Ears are a client of the live stream, at a node, who notes how often each event
// and each alert is heard.
type ears struct {
	mu      sync.Mutex // guards what follows
	events  map[uuid.UUID]int
	alerts  map[uuid.UUID]int
	dropped int   // messages, of which the stream said so
	err     error // why nothing more is heard
}

// listenWith has a watcher hear until the test ends.
func listenWith(t *testing.T, w *watcher) *ears {
	e := &ears{events: map[uuid.UUID]int{}, alerts: map[uuid.UUID]int{}}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var hearing sync.WaitGroup
	hearing.Go(func() {
		for {
			m, err := w.conn.Read(ctx)
			e.note(m, err)
			if err != nil {
				return
			}
		}
	})
	t.Cleanup(func() { cancel(); hearing.Wait() })
	return e
}

func (e *ears) note(message []byte, err error) {
	var said struct {
		heard
		AlertID uuid.UUID `json:"alert_id"`
	}
	if err == nil {
		err = json.Unmarshal(message, &said)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case err != nil:
		e.err = err
	case said.Type == "event":
		e.events[said.Data.ID]++
	case said.Type == "alert":
		e.alerts[said.AlertID]++
	case said.Type == "dropped":
		e.dropped += int(said.Count)
	}
}

func (e *ears) heard(event uuid.UUID) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.events[event]
}

// A parcel is an event that was answered with 202.
type parcel struct {
	id              uuid.UUID
	node            int // that took it
	began, answered time.Time
	stored          bool // else it waits in the spool
}

// A parting is when nodes did not hear each other, from before to after.
type parting struct {
	cut     func(from, to int) bool
	from    time.Time
	noticed time.Time // all know who they lost
	mended  time.Time // it began
	met     time.Time // all are connected, and at one
}

// apart tells whether two can't have a connection: it takes both ways.
func (p parting) apart(a, b int) bool { return a != b && (p.cut(a, b) || p.cut(b, a)) }

// onTheWay is how long before a cut something may have been said that did not
// arrive any more.
const onTheWay = time.Second

// may tells whether the parting excuses that ears at a node did not hear an event,
// and must, whether it keeps them from hearing it. What waited in the spool is told
// when it leaves that, which may be later than it was answered.
func (p parting) excuses(e parcel, at int) (may, must bool) {
	if !p.apart(e.node, at) {
		return false, false
	}
	may = e.began.Before(p.met) && (!e.stored || e.answered.After(p.from.Add(-onTheWay)))
	must = e.stored && e.began.After(p.noticed) && e.answered.Before(p.mended)
	return may, must
}

// A hearing is what ears at all nodes should have heard, and what they did.
type hearing struct {
	excused, apart int           // events not heard over a cut, and those taken while all knew of it
	late           time.Duration // how long after the network was whole the last of them was sent
	wrong          []string
}

// hear compares what was heard with the promise of package live: who listens at a
// node hears, once, what each node stores to which it is connected, and nothing
// else, then or later.
func hear(all []*ears, parcels []parcel, partings []parting) (h hearing) {
	for at, e := range all {
		missing := 0
		for _, event := range parcels {
			times := e.heard(event.id)
			may, must := false, false
			for _, p := range partings {
				excused, silent := p.excuses(event, at)
				may, must = may || excused, must || silent
				if excused && times == 0 && event.stored {
					h.late = max(h.late, event.began.Sub(p.mended))
				}
			}
			switch {
			case times > 1:
				h.wrong = append(h.wrong, fmt.Sprintf("at node %d an event of node %d is heard %d times", at, event.node, times))
			case must && times > 0:
				h.wrong = append(h.wrong, fmt.Sprintf("at node %d an event of node %d is heard over a cut", at, event.node))
			case must:
				h.apart++
			case times == 0 && may:
				h.excused++
			case times == 0:
				missing++
			}
		}
		e.mu.Lock()
		if missing > e.dropped {
			h.wrong = append(h.wrong, fmt.Sprintf("at node %d %d events are missing, and of %d it was told that they were dropped", at, missing, e.dropped))
		}
		if e.err != nil {
			h.wrong = append(h.wrong, fmt.Sprintf("at node %d nothing more is heard: %v", at, e.err))
		}
		e.mu.Unlock()
	}
	return h
}

// What is checked of the stream is worth what it catches.
func TestHearing(t *testing.T) {
	base := time.Now()
	at := func(seconds int) time.Time { return base.Add(time.Duration(seconds) * time.Second) }
	partings := []parting{{cut: func(from, to int) bool { return from == 0 && to == 1 }, from: at(10), noticed: at(12), mended: at(20), met: at(22)}}
	for _, c := range []struct {
		about          string
		node, ears     int
		began          int
		spooled        bool
		times, dropped int
		right          bool
	}{
		{"once, before", 0, 1, 5, false, 1, 0, true},
		{"not, before", 0, 1, 5, false, 0, 0, false},
		{"not, and told so", 0, 1, 5, false, 0, 1, true},
		{"twice", 0, 1, 5, false, 2, 0, false},
		{"not, on the way", 0, 1, 9, false, 0, 0, true},
		{"not, over the cut", 0, 1, 15, false, 0, 0, true},
		{"once, over the cut", 0, 1, 15, false, 1, 0, false},
		{"once, against the cut", 1, 0, 15, false, 1, 0, false},
		{"once, over the cut, of the spool", 0, 1, 15, true, 1, 0, true},
		{"not, at home", 0, 0, 15, false, 0, 0, false},
		{"not, on the same side", 2, 1, 15, false, 0, 0, false},
		{"not, before they met", 0, 1, 21, false, 0, 0, true},
		{"not, after they met", 0, 1, 23, false, 0, 0, false},
		{"once, after they met", 0, 1, 23, false, 1, 0, true},
	} {
		event := parcel{id: uuid.New(), node: c.node, began: at(c.began), answered: at(c.began).Add(500 * time.Millisecond), stored: !c.spooled}
		all := make([]*ears, c.ears+1)
		for i := range all {
			all[i] = &ears{events: map[uuid.UUID]int{event.id: 1}}
			if (parting{cut: partings[0].cut}).apart(c.node, i) && c.began > 12 && c.began < 20 && !c.spooled {
				all[i].events = nil // as it should be
			}
		}
		all[c.ears].events, all[c.ears].dropped = map[uuid.UUID]int{event.id: c.times}, c.dropped
		if h := hear(all, []parcel{event}, partings); (len(h.wrong) == 0) != c.right {
			t.Errorf("%s: %q", c.about, h.wrong)
		}
	}
}
