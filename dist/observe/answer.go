package observe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Node is how a node fares.
type Node struct {
	Name      string        `json:"name"`
	Version   string        `json:"version"` // of the program
	Uptime    time.Duration `json:"uptime_ns"`
	Processes int           `json:"processes"`
	Spawned   uint64        `json:"spawned"` // processes ever
	Faults    uint64        `json:"faults"`  // processes that failed
	Panics    uint64        `json:"panics"`
	Killed    uint64        `json:"killed"`
	Stuck     int           `json:"stuck"` // killed, and their code still runs
	Dead      uint64        `json:"dead_letters"`
	Waiting   int           `json:"waiting"` // messages in all mailboxes
	Longest   int           `json:"longest"` // mailbox

	Goroutines int      `json:"goroutines"`
	Memory     uint64   `json:"memory_bytes"` // that Go has of the system
	Peers      []string `json:"peers"`        // nodes it is connected to
	Lost       []string `json:"lost"`         // nodes it was connected to, and that did not leave by themselves
	Figures    []Figure `json:"figures"`      // that the program adds
}

// Figure is the one with this name; zero if there is none.
func (n Node) Figure(name string) Figure {
	for _, f := range n.Figures {
		if f.Name == name {
			return f
		}
	}
	return Figure{}
}

// A Figure is what a program says of itself: a number, or a text.
type Figure struct {
	Name   string  `json:"name"`
	Number float64 `json:"number,omitempty"`
	Text   string  `json:"text,omitempty"`
}

// A Link is how a node stands with another one. Counts go on when the other is lost
// and comes back; the rest is of the moment.
type Link struct {
	Peer             string        `json:"peer"`
	Up               bool          `json:"up"`
	Hidden           bool          `json:"hidden,omitempty"` // an observer
	Connections      uint64        `json:"connections"`      // that came up: one more than reconnects
	Sent             uint64        `json:"sent_bytes"`
	Received         uint64        `json:"received_bytes"`
	SentMessages     uint64        `json:"sent_messages"`
	ReceivedMessages uint64        `json:"received_messages"`
	Refused          uint64        `json:"refused"` // messages that found no room
	Queued           int           `json:"queued_bytes"`
	RoundTrip        time.Duration `json:"round_trip_ns"` // 0: not measured yet
	Ties             int           `json:"ties"`          // links, monitors and calls across it
	Spawned          int           `json:"spawned"`       // processes that run here for the peer
}

// A Process is how a process stands.
type Process struct {
	PID      actor.PID      `json:"pid"`
	Parent   actor.PID      `json:"parent"`
	Names    []string       `json:"names,omitempty"`
	Kind     string         `json:"kind"`
	State    actor.Activity `json:"state"`
	Mailbox  int            `json:"mailbox"`  // messages that wait
	Messages uint64         `json:"messages"` // received since it was spawned
	Links    int            `json:"links"`
	Watching int            `json:"watching"` // monitors it made
	Watchers int            `json:"watchers"` // monitors on it
}

// A Name is who is registered under it.
type Name struct {
	Name string    `json:"name"`
	PID  actor.PID `json:"pid"`
}

// A List is a page of items.
type List[T any] struct {
	Items []T    `json:"items"`
	Total int    `json:"total"`          // on all pages
	Next  string `json:"next,omitempty"` // the After of the next page; empty: this is the last
}

// encode writes an answer.
func encode(answer any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // six bytes for one would not be bounded so well
	if err := e.Encode(answer); err != nil {
		return nil, err
	}
	if b.Len() > maxAnswer {
		return nil, errors.New("the answer is too long; ask for fewer items")
	}
	return b.Bytes(), nil
}

// decode reads an answer, which may be anybody's.
func decode[T any](reply any) (answer T, err error) {
	b, ok := reply.([]byte)
	if !ok || len(b) > maxAnswer {
		return answer, fmt.Errorf("the answer is no byte string of at most %d bytes", maxAnswer)
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		return answer, fmt.Errorf("the answer can't be read: %w", err)
	}
	return answer, nil
}

// maxText bounds each text of an answer, in bytes.
const maxText = 200

// plain makes one short line of a text, so that JSON takes no more than two bytes for
// each of it.
func plain(s string) string {
	if len(s) > 4*maxText {
		s = s[:4*maxText]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r // what is no UTF-8 is U+FFFD here
	}, s)
	if len(s) <= maxText {
		return s
	}
	cut := maxText - len("…")
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
