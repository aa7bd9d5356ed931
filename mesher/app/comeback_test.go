package app

import (
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// RES-01: every process that an observer sees on three nodes is killed, over the
// observer's own connections and on all nodes at a time, while events go to each
// of them. It comes back, which is counted, and its node takes events. Finally
// the roots are killed, which ends the programs.
func TestEveryServiceComesBack(t *testing.T) {
	pc := newProcessCluster(t, settings{})
	var nodes []string
	for _, s := range pc.each {
		nodes = append(nodes, s.node)
	}
	observer := newHiddenObserver(t, "127.0.0.1", nodes)
	var targets []*target
	for i := range nodes {
		targets = append(targets, &target{processCluster: pc, observer: observer, index: i})
	}
	pc.begin(t, 2*len(nodes))
	for range scaled(1, 20) {
		for _, n := range targets {
			until(t, "all services run", func() bool { n.whole = n.look(t); return len(n.whole) > 20 && runs(n.whole) })
			slices.SortStableFunc(n.whole, func(a, b treeRow) int { return a.place - b.place })
			if len(n.whole) != len(targets[0].whole) {
				t.Fatalf("one node has %d processes in its tree, another %d", len(targets[0].whole), len(n.whole))
			}
		}
		for _, row := range targets[0].whole[1:] { // all but the root
			killed := make([]treeRow, len(targets))
			for i, n := range targets {
				killed[i] = n.kill(t, row.path)
			}
			for i, n := range targets {
				n.mustHaveBack(t, killed[i])
			}
		}
		killed := make([][]unsupervised, len(targets))
		for i, n := range targets {
			killed[i] = n.killUnsupervised(t)
		}
		for i, n := range targets {
			n.mustHaveUnsupervised(t, killed[i])
		}
		for _, n := range targets {
			n.killRoot(t)
		}
	}
	pc.end(t, ledgerMayErr)
	if rows := pc.count(t, `SELECT count(*) FROM events`); rows != len(pc.load.answered) {
		t.Errorf("%d events are stored, and all %d were answered in the end", rows, len(pc.load.answered))
	}
}

// A target is a node of the cluster whose processes are killed.
type target struct {
	*processCluster
	observer *hiddenObserver
	index    int       // the node's
	whole    []treeRow // its tree when all is well, in the order of each supervisor's children
}

// kill kills a process of the tree, as soon as its supervisor can tolerate that.
func (n *target) kill(t *testing.T, path string) treeRow {
	t.Helper()
	one := find(n.await(t, path), path)
	n.observer.sys.Exit(one.PID, actor.Kill)
	return one
}

// mustHaveBack returns once the tree is whole again, and events are taken.
func (n *target) mustHaveBack(t *testing.T, killed treeRow) {
	t.Helper()
	var now treeRow
	until(t, killed.path+" is back", func() bool {
		tree := n.look(t)
		now = find(tree, killed.path)
		return n.intact(tree) && now.PID != killed.PID
	})
	if now.by == killed.by && (now.Restarts != killed.Restarts+1 || now.Reason != actor.Killed.Error()) {
		t.Errorf("%s was restarted %d times, the last time for %q; before it was killed, %d times", now.path, now.Restarts, now.Reason, killed.Restarts)
	}
	n.takesEvents(t)
}

// killUnsupervised kills, at once, all processes outside the tree.
func (n *target) killUnsupervised(t *testing.T) (killed []unsupervised) {
	t.Helper()
	until(t, "what is in no tree is listed", func() bool {
		killed = n.outsiders(t, n.await(t, ""))
		return len(killed) > 0
	})
	for _, one := range killed {
		n.observer.sys.Exit(one.pid, actor.Kill)
	}
	return killed
}

// mustHaveUnsupervised returns once the permanent ones of them are back, and
// events are taken.
func (n *target) mustHaveUnsupervised(t *testing.T, killed []unsupervised) {
	t.Helper()
	until(t, "what is in no tree is back", func() bool {
		tree := n.look(t)
		now := n.outsiders(t, tree)
		again := slices.ContainsFunc(now, func(u unsupervised) bool { return slices.Contains(killed, u) })
		return n.intact(tree) && slices.Equal(permanent(now), permanent(killed)) && !again
	})
	n.takesEvents(t)
	t.Logf("%s has %d processes in its tree, and %d others", n.each[n.index].node, len(n.whole), len(killed))
}

// await returns the tree once it is whole and the supervisor of the process at
// path can restart one more child; without a path, once every supervisor can. A
// supervisor that can't would end, then the one above it, and then the program.
func (n *target) await(t *testing.T, path string) (tree []treeRow) {
	t.Helper()
	above := find(n.whole, path).above
	until(t, "one more crash is put up with: "+path, func() bool {
		tree = n.look(t)
		crashed := map[string]int{} // children, by their supervisor
		for _, row := range tree {
			if time.Since(row.CrashedAt) > usualWindow || path != "" && row.above != above {
				continue
			}
			if crashed[row.above]++; crashed[row.above] >= usualRestarts {
				return false
			}
		}
		return n.intact(tree)
	})
	return tree
}

// What supervisors tolerate by default.
const (
	usualRestarts = 3
	usualWindow   = 5 * time.Second
)

// killRoot kills the root of the tree. The program ends with an error, and is started
// again, as by a service manager.
func (n *target) killRoot(t *testing.T) {
	t.Helper()
	n.observer.sys.Exit(n.await(t, n.whole[0].path)[0].PID, actor.Kill)
	if err := n.nodes[n.index].cmd.Wait(); err == nil {
		t.Error("without its services the program ended as if nothing were wrong")
	}
	n.load.await(50)
	n.restart(t, n.index)
	if err := n.observer.node.Connect(t.Context(), n.each[n.index].node); err != nil {
		t.Error(err)
	}
	until(t, "all services run in the next program", func() bool { return n.intact(n.look(t)) })
	n.takesEvents(t)
}

// takesEvents makes the node itself take an event.
func (n *target) takesEvents(t *testing.T) {
	base, key := takeApart(t, n.nodes[n.index].dsn)
	n.load.sendAround(t.Context(), 0, []string{base + "/api/v1/events"}, "X-Sentry-Auth: "+key)
}
