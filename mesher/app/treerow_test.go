package app

import (
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A treeRow is what an observer says of a process in a supervision tree.
type treeRow struct {
	observe.Row
	path  string    // the IDs from the root to its own
	above string    // the path of its supervisor
	by    actor.PID // its supervisor
	place int       // among its siblings
}

// look lists the node's tree, parents before children; nothing while the node's
// observer is dead itself.
func (n *target) look(t *testing.T) (all []treeRow) {
	t.Helper()
	tree, err := n.observer.client.Tree(t.Context(), n.each[n.index].node)
	if err != nil {
		return nil
	}
	var line []treeRow // from the root to the row before
	places := map[string]int{}
	for _, row := range tree.Rows {
		one := treeRow{Row: row, path: row.ID}
		if row.Depth > 0 {
			parent := line[row.Depth-1]
			one.path, one.above, one.by = parent.path+"/"+row.ID, parent.path, parent.PID
		}
		one.place = places[one.above]
		places[one.above]++
		line = append(line[:row.Depth], one)
		all = append(all, one)
	}
	return all
}

// find returns the row at a path; zero if there is none.
func find(all []treeRow, path string) (one treeRow) {
	if i := slices.IndexFunc(all, func(s treeRow) bool { return s.path == path }); i >= 0 {
		one = all[i]
	}
	return one
}

func runs(all []treeRow) bool {
	return !slices.ContainsFunc(all, func(s treeRow) bool { return s.State != supervisor.Running.String() })
}

// intact reports whether the tree is complete, and all of it runs.
func (n *target) intact(tree []treeRow) bool {
	return runs(tree) && !slices.ContainsFunc(n.whole, func(s treeRow) bool { return find(tree, s.path).path == "" })
}

// An unsupervised process is in no tree. Those that the runtime itself started are
// permanent; others come and go with what their parents do.
type unsupervised struct {
	kind      string // and its names, if it has any
	pid       actor.PID
	permanent bool
}

// outsiders lists the node's unsupervised processes, except those that run here
// on behalf of other nodes.
func (n *target) outsiders(t *testing.T, tree []treeRow) (all []unsupervised) {
	t.Helper()
	page, err := n.observer.client.Processes(t.Context(), n.each[n.index].node, observe.ByAge, observe.Page{Limit: 200})
	if err != nil {
		return nil
	}
	for _, p := range page.Items {
		inTree := slices.ContainsFunc(tree, func(s treeRow) bool { return s.PID == p.PID })
		if !inTree && (p.Parent.IsZero() || p.Parent.Node() == p.PID.Node()) {
			all = append(all, unsupervised{p.Kind + " " + strings.Join(p.Names, ", "), p.PID, p.Parent.IsZero()})
		}
	}
	return all
}

// permanent returns the kinds of the permanent ones.
func permanent(all []unsupervised) (kinds []string) {
	for _, one := range all {
		if one.permanent {
			kinds = append(kinds, one.kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}
