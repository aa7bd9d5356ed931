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

// A Node describes a node.
type Node struct {
	Name      string        `json:"name"`
	Version   string        `json:"version"` // of the program
	Uptime    time.Duration `json:"uptime_ns"`
	Processes int           `json:"processes"`
	Spawned   uint64        `json:"spawned"` // processes ever spawned
	Faults    uint64        `json:"faults"`  // processes that failed
	Panics    uint64        `json:"panics"`
	Killed    uint64        `json:"killed"`
	Stuck     int           `json:"stuck"` // killed, but their code still runs
	Dead      uint64        `json:"dead_letters"`
	Waiting   int           `json:"waiting"` // messages in all mailboxes together
	Longest   int           `json:"longest"` // messages in the longest mailbox

	Goroutines int      `json:"goroutines"`
	Memory     uint64   `json:"memory_bytes"` // that Go has from the system
	Peers      []string `json:"peers"`        // the connected nodes
	Lost       []string `json:"lost"`         // nodes that were connected, and did not leave by themselves
	Figures    []Figure `json:"figures"`      // added by the program
}

// Figure returns the figure with this name; zero if there is none.
func (n Node) Figure(name string) Figure {
	for _, f := range n.Figures {
		if f.Name == name {
			return f
		}
	}
	return Figure{}
}

// A Figure is something a program says about itself: a number, or a text.
type Figure struct {
	Name   string  `json:"name"`
	Number float64 `json:"number,omitempty"`
	Text   string  `json:"text,omitempty"`
}

// A Link describes a node's connection to another one. Counts go on when the other
// is lost and comes back; the rest is current.
type Link struct {
	Peer             string        `json:"peer"`
	Up               bool          `json:"up"`
	Hidden           bool          `json:"hidden,omitempty"` // an observer
	Connections      uint64        `json:"connections"`      // connections that came up: one more than reconnects
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

// A Process describes a process.
type Process struct {
	PID      actor.PID      `json:"pid"`
	Parent   actor.PID      `json:"parent"`
	Names    []string       `json:"names,omitempty"`
	Kind     string         `json:"kind"`
	State    actor.Activity `json:"state"`
	Mailbox  int            `json:"mailbox"`  // messages waiting
	Messages uint64         `json:"messages"` // received since it was spawned
	Links    int            `json:"links"`
	Watching int            `json:"watching"` // monitors it made
	Watchers int            `json:"watchers"` // monitors on it
}

// A Name is a registered name and its process.
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

// decode decodes an answer, which anybody may have written.
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

// plain turns a text into one short line, so that JSON takes at most two bytes for
// each of it.
func plain(s string) string {
	if len(s) > 4*maxText {
		s = s[:4*maxText]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r // a byte that is not UTF-8 is U+FFFD here
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
