package observe

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Bounds of what is asked and answered.
const (
	maxQuestion  = 4 << 10 // bytes
	maxAnswer    = 1 << 20
	mostItems    = 200 // of a page
	defaultItems = 50
)

// A question is what a node is asked. All of it comes from outside.
type question struct {
	About string `json:"about"`
	Node  string `json:"node,omitempty"` // whom it is passed on to; empty: who is asked
	Order Order  `json:"order,omitempty"`
	Page
}

// What a question may be about.
const (
	aboutNode        = "node"
	aboutLinks       = "links"
	aboutProcesses   = "processes"
	aboutTree        = "tree"
	aboutNames       = "names"
	aboutGlobalNames = "global_names"
)

// A Page says which part of a list is asked for.
type Page struct {
	// Limit is how many items there are at most: 50 when zero, and 200 when more.
	Limit int `json:"limit,omitempty"`
	// After is the Next of the page before, and empty for the first one.
	After string `json:"after,omitempty"`
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return defaultItems
	}
	return min(p.Limit, mostItems)
}

// An Order is that of processes.
type Order string

const (
	ByMailbox  Order = "mailbox"  // those for whom most messages wait come first
	ByMessages Order = "messages" // those that received most
	ByAge      Order = "age"      // the oldest
)

func parseQuestion(request any) (q question, err error) {
	b, ok := request.([]byte)
	if !ok || len(b) > maxQuestion {
		return q, fmt.Errorf("an observer is asked in at most %d bytes", maxQuestion)
	}
	if err := json.Unmarshal(b, &q); err != nil {
		return q, fmt.Errorf("this is no question: %w", err)
	}
	switch q.About {
	case aboutNode, aboutTree:
	case aboutLinks, aboutNames, aboutGlobalNames:
		if _, err := parsePlace(q.After); err != nil {
			return q, err
		}
	case aboutProcesses:
		switch q.Order {
		case ByMailbox, ByMessages, ByAge:
		case "":
			q.Order = ByMailbox
		default:
			return q, fmt.Errorf("%.32q is no order of processes: want mailbox, messages or age", q.Order)
		}
		if _, err := parseRank(q.After); err != nil {
			return q, err
		}
	default:
		return q, fmt.Errorf("this node does not know of %.32q", q.About)
	}
	return q, nil
}

func (q question) encode() ([]byte, error) { return json.Marshal(q) }

// place is where a page ends in a list by name, as the next question says it: names
// may have any bytes, and JSON does not.
func place(name string) string { return hex.EncodeToString([]byte(name)) }

func parsePlace(s string) (name string, err error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return "", fmt.Errorf("%.40q is the end of no page", s)
	}
	return string(b), nil
}

// A rank is a process's place in an order: the greater key comes first, and of equal
// ones the elder. Nobody has the place of the zero rank, which is before all.
type rank struct{ key, born uint64 }

func (r rank) String() string {
	return strconv.FormatUint(r.key, 16) + "-" + strconv.FormatUint(r.born, 16)
}

// parseRank reads what String wrote; of the empty string, the zero rank.
func parseRank(s string) (r rank, err error) {
	if s == "" {
		return r, nil
	}
	key, born, _ := strings.Cut(s, "-")
	var err2 error
	r.key, err = strconv.ParseUint(key, 16, 64)
	r.born, err2 = strconv.ParseUint(born, 16, 64)
	if err != nil || err2 != nil || r.born == 0 {
		return rank{}, fmt.Errorf("%.40q is the end of no page", s)
	}
	return r, nil
}

// before tells whether r comes first.
func (r rank) before(other rank) bool {
	if r.key != other.key {
		return r.key > other.key
	}
	return r.born < other.born
}
