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

// A streamRecorder is a client of one node's live stream that counts how often it
// hears of each event and each alert.
type streamRecorder struct {
	mu      sync.Mutex // guards the fields below
	events  map[uuid.UUID]int
	alerts  map[uuid.UUID]int
	dropped int   // messages that the stream said it had dropped
	err     error // why the stream ended
}

// record reads a watcher's stream until the test ends.
func record(t *testing.T, w *watcher) *streamRecorder {
	e := &streamRecorder{events: map[uuid.UUID]int{}, alerts: map[uuid.UUID]int{}}
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

func (e *streamRecorder) note(message []byte, err error) {
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

func (e *streamRecorder) heard(event uuid.UUID) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.events[event]
}

// An acceptedEvent was answered with 202.
type acceptedEvent struct {
	id              uuid.UUID
	node            int // that took it
	began, answered time.Time
	stored          bool // false: it waits in the spool
}

// A partition is one cut of the network, and the times at which its parts took
// effect.
type partition struct {
	cut     func(from, to int) bool
	from    time.Time // the cut was made
	noticed time.Time // every node knows whom it lost
	mended  time.Time // the network was mended
	met     time.Time // all nodes are connected, and agree
}

// apart reports whether two nodes can't have a connection, which takes both
// directions.
func (p partition) apart(a, b int) bool { return a != b && (p.cut(a, b) || p.cut(b, a)) }

// onTheWay is how long before a cut a node may have announced an event in vain,
// as the message was still under way.
const onTheWay = time.Second

// excuses reports whether the recorder at a node may miss an event because of the
// partition, and whether it must. An event that waited in the spool is announced
// when it is stored, which may be long after it was answered.
func (p partition) excuses(e acceptedEvent, at int) (may, must bool) {
	if !p.apart(e.node, at) {
		return false, false
	}
	may = e.began.Before(p.met) && (!e.stored || e.answered.After(p.from.Add(-onTheWay)))
	must = e.stored && e.began.After(p.noticed) && e.answered.Before(p.mended)
	return may, must
}

// A streamReport compares what the recorders should have heard with what they
// did.
type streamReport struct {
	excused, apart int           // events not heard over a cut, and those of them that were taken while all knew of it
	late           time.Duration // how long after the mending the last of them was sent
	wrong          []string
}

// compareStreams holds the recorders to the promise of package live: a client at
// a node hears once of each event stored by a node to which that one is
// connected, and never of another, neither then nor later.
func compareStreams(all []*streamRecorder, accepted []acceptedEvent, partitions []partition) (h streamReport) {
	for at, e := range all {
		missing := 0
		for _, event := range accepted {
			times := e.heard(event.id)
			may, must := false, false
			for _, p := range partitions {
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

// The comparison finds every kind of error.
func TestCompareStreams(t *testing.T) {
	base := time.Now()
	at := func(seconds int) time.Time { return base.Add(time.Duration(seconds) * time.Second) }
	partitions := []partition{{cut: func(from, to int) bool { return from == 0 && to == 1 }, from: at(10), noticed: at(12), mended: at(20), met: at(22)}}
	for _, c := range []struct {
		about          string
		node, at       int // where the event was taken, and where the recorder listens
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
		event := acceptedEvent{id: uuid.New(), node: c.node, began: at(c.began), answered: at(c.began).Add(500 * time.Millisecond), stored: !c.spooled}
		all := make([]*streamRecorder, c.at+1)
		for i := range all {
			all[i] = &streamRecorder{events: map[uuid.UUID]int{event.id: 1}}
			if (partition{cut: partitions[0].cut}).apart(c.node, i) && c.began > 12 && c.began < 20 && !c.spooled {
				all[i].events = nil // as it should be
			}
		}
		all[c.at].events, all[c.at].dropped = map[uuid.UUID]int{event.id: c.times}, c.dropped
		if h := compareStreams(all, []acceptedEvent{event}, partitions); (len(h.wrong) == 0) != c.right {
			t.Errorf("%s: %q", c.about, h.wrong)
		}
	}
}
