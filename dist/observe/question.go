package observe

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Bounds of questions and answers.
const (
	maxQuestion  = 4 << 10 // bytes
	maxAnswer    = 1 << 20
	mostItems    = 200 // per page
	defaultItems = 50
)

// A question is what a node is asked. All of it comes from outside.
type question struct {
	About string `json:"about"`
	Node  string `json:"node,omitempty"` // the node to pass it on to; empty: the node asked
	Order Order  `json:"order,omitempty"`
	Page
}

// The subjects of a question.
const (
	aboutNode        = "node"
	aboutLinks       = "links"
	aboutProcesses   = "processes"
	aboutTree        = "tree"
	aboutNames       = "names"
	aboutGlobalNames = "global_names"
)

// A Page says which part of a list to return.
type Page struct {
	// Limit is the maximum number of items: 50 when zero, and never more than 200.
	Limit int `json:"limit,omitempty"`
	// After is the Next of the previous page; empty for the first page.
	After string `json:"after,omitempty"`
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return defaultItems
	}
	return min(p.Limit, mostItems)
}

// An Order is the order in which processes are listed.
type Order string

const (
	ByMailbox  Order = "mailbox"  // most waiting messages first
	ByMessages Order = "messages" // most received messages first
	ByAge      Order = "age"      // oldest first
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

// place encodes where a page ends in a list of names: names may hold any bytes, and
// JSON may not.
func place(name string) string { return hex.EncodeToString([]byte(name)) }

func parsePlace(s string) (name string, err error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return "", fmt.Errorf("%.40q is the end of no page", s)
	}
	return string(b), nil
}

// A rank is a process's place in an order: the greater key comes first, and of
// equal keys the older process. The zero rank comes before all processes.
type rank struct{ key, born uint64 }

func (r rank) String() string {
	return strconv.FormatUint(r.key, 16) + "-" + strconv.FormatUint(r.born, 16)
}

// parseRank reads what String wrote; the empty string is the zero rank.
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

// before reports whether r comes first.
func (r rank) before(other rank) bool {
	if r.key != other.key {
		return r.key > other.key
	}
	return r.born < other.born
}
