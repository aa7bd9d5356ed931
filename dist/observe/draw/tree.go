package draw

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
)

// Tree draws who supervises whom, how often each child was restarted and why it
// last crashed, and how much of its limit of restarts each supervisor has used. A
// crash is shown by how long ago it was.
func Tree(to io.Writer, tree observe.Tree, now time.Time) error {
	t := tableOf("CHILD", "STATE", ">MAILBOX", ">RESTARTS", "LIMIT", "LAST CRASH")
	var b branches
	for i, r := range tree.Rows {
		name := r.ID
		if r.Untold > 0 {
			name += fmt.Sprintf(" (%d of %d children are not shown)", r.Untold, r.Children)
		}
		t.add(b.before(r.Depth, last(tree.Rows, i))+name, r.State, count(r.Mailbox), count(r.Restarts), limit(r), crash(r, now))
	}
	if err := t.write(to); err != nil || !tree.Cut {
		return err
	}
	_, err := io.WriteString(to, "This is not the whole tree.\n")
	return err
}

func limit(r observe.Row) string {
	if r.Limit == nil {
		return ""
	}
	return fmt.Sprintf("%d of %d in %s", r.Limit.Used, r.Limit.Most, span(r.Limit.Window))
}

func crash(r observe.Row, now time.Time) string {
	if r.Reason == "" {
		return ""
	}
	return span(now.Sub(r.CrashedAt)) + " ago: " + r.Reason
}

// last reports whether a row has no sibling below it.
func last(rows []observe.Row, i int) bool {
	for _, r := range rows[i+1:] {
		if r.Depth <= rows[i].Depth {
			return r.Depth < rows[i].Depth
		}
	}
	return true
}

// branches are the lines left of a row: for each depth above it, whether that row
// was the last of its siblings.
type branches []bool

// before draws what comes left of a row.
func (b *branches) before(depth int, last bool) string {
	for len(*b) <= depth {
		*b = append(*b, true)
	}
	(*b)[depth] = last
	if depth == 0 {
		return ""
	}
	var s strings.Builder
	for _, ended := range (*b)[1:depth] {
		if ended {
			s.WriteString("   ")
		} else {
			s.WriteString("│  ")
		}
	}
	if last {
		return s.String() + "└─ "
	}
	return s.String() + "├─ "
}
