package observe

import (
	"context"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A Tree shows the supervisors of a node with their children, one below the other.
type Tree struct {
	Rows []Row `json:"rows"`
	Cut  bool  `json:"cut,omitempty"` // there is more than is shown
}

// A Row is a supervisor, or a child of the nearest row above with less depth.
type Row struct {
	Depth      int       `json:"depth"`
	ID         string    `json:"id"` // a child's ID, or a root's name
	PID        actor.PID `json:"pid"`
	Supervisor bool      `json:"supervisor"`
	State      string    `json:"state"`
	Restarts   int       `json:"restarts"`               // after its own crashes, since its supervisor started
	Reason     string    `json:"crash_reason,omitempty"` // of the last crash
	CrashedAt  time.Time `json:"crashed_at,omitzero"`
	Mailbox    int       `json:"mailbox"`
	Children   int       `json:"children,omitempty"`      // of a supervisor
	Untold     int       `json:"untold,omitempty"`        // children not in the tree
	Limit      *Limit    `json:"restart_limit,omitempty"` // of a supervisor; nil: not known
}

// A Limit is how many restarts of its children a supervisor allows within a window,
// and how many there were in the one that ends now. One more than Most stops it.
type Limit struct {
	Most   int           `json:"most"`
	Window time.Duration `json:"window_ns"`
	Used   int           `json:"used"`
}

// Bounds of a tree.
const (
	mostRoots    = 50
	mostRows     = 500
	mostChildren = 100         // per supervisor
	deepest      = 32          // depth of a row
	glance       = time.Second // how long a supervisor has to answer
)

// supervised returns the trees of all supervisors that have no supervisor
// themselves, the oldest first.
func supervised(ctx context.Context, sys *actor.System) Tree {
	roots := first[actor.Brief]{n: mostRoots, before: func(a, b actor.Brief) bool { return a.Born < b.Born }}
	for b := range sys.Briefs() {
		if b.Kind == supervisor.Kind && !supervises(sys, b.Parent) {
			roots.show(b)
		}
	}
	c := climber{ctx: ctx, sys: sys, tree: Tree{Rows: []Row{}, Cut: roots.more}}
	for _, b := range roots.items {
		c.climb(c.row(0, b.PID, Row{ID: "supervisor", State: supervisor.Running.String()}))
	}
	return c.tree
}

func supervises(sys *actor.System, pid actor.PID) bool {
	i, ok := sys.Info(pid)
	return ok && i.Kind == supervisor.Kind
}

// climber walks a tree from its roots.
type climber struct {
	ctx  context.Context
	sys  *actor.System
	tree Tree
}

// row adds what the process itself knows.
func (c *climber) row(depth int, pid actor.PID, r Row) Row {
	r.Depth, r.PID = depth, pid
	if i, ok := c.sys.Info(pid); ok {
		r.Supervisor = r.Supervisor || i.Kind == supervisor.Kind
		r.Mailbox = i.Mailbox
		if depth == 0 && len(i.Names) > 0 {
			r.ID = i.Names[0]
		}
	}
	r.ID, r.Reason = plain(r.ID), plain(r.Reason)
	return r
}

// climb adds a row, and those below it.
func (c *climber) climb(r Row) {
	if len(c.tree.Rows) >= mostRows {
		c.tree.Cut = true
		return
	}
	at := len(c.tree.Rows)
	c.tree.Rows = append(c.tree.Rows, r)
	if !r.Supervisor || r.PID.Node() != c.sys.Node() {
		return
	}
	counts, limit, children, err := c.ask(r.PID)
	if err != nil {
		c.tree.Rows[at].State = "does not answer"
		return
	}
	c.tree.Rows[at].Children, c.tree.Rows[at].Limit = counts.Specs, &limit
	if r.Depth == deepest {
		children = nil
	}
	for _, child := range children {
		below := Row{ID: child.ID, Supervisor: child.Supervisor, State: child.State.String(), Restarts: child.Restarts, CrashedAt: child.Crash.At}
		if child.Crash.Reason != nil {
			below.Reason = fmt.Sprint(child.Crash.Reason) // not Error, which may panic
		}
		c.climb(c.row(r.Depth+1, child.PID, below))
	}
	if untold := counts.Specs - len(children); untold > 0 {
		c.tree.Rows[at].Untold = untold
		c.tree.Cut = true
	}
}

// ask asks a supervisor for its limit and its children. It may be dying, or not a
// real one.
func (c *climber) ask(pid actor.PID) (n supervisor.Counts, limit Limit, children []supervisor.ChildInfo, err error) {
	ctx, cancel := context.WithTimeout(c.ctx, glance)
	defer cancel()
	if n, err = supervisor.Count(ctx, c.sys, pid); err != nil {
		return n, limit, nil, err
	}
	used, err := supervisor.Restarts(ctx, c.sys, pid)
	if err != nil {
		return n, limit, nil, err
	}
	limit = Limit{Most: used.MaxRestarts, Window: used.Window, Used: used.Recent}
	children, err = supervisor.Oldest(ctx, c.sys, pid, mostChildren)
	return n, limit, children, err
}
