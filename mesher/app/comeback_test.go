package app

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// RES-01: whatever an observer sees in the trees of two nodes is killed, one after the
// other on each. It comes back, and the node takes events.
func TestEveryServiceComesBack(t *testing.T) {
	nodes := newLocalCluster(t, pgtest.Start(t, "fsync=off"), 2, Config{}).nodes
	settings := nodes[0].config.Cluster
	o, err := Attach(t.Context(), Cluster{Cookies: settings.Cookies}, settings.Name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	for _, node := range nodes {
		t.Run(node.config.Cluster.Name, func(t *testing.T) {
			t.Parallel()
			var all []seen
			until(t, "the services are seen", func() bool { all = look(t, o, node); return len(all) >= 20 })
			killed := map[string][]time.Time{} // by who supervises them
			for _, one := range all {
				// More than it puts up with at a time would end the supervisor, then the one
				// above, and then the program.
				until(t, one.parent+" puts up with one more", func() bool {
					times := killed[one.parent]
					return len(times) < 3 || time.Since(times[len(times)-3]) > 6*time.Second
				})
				killed[one.parent] = append(killed[one.parent], time.Now())
				node.kill(t, o, one)
			}
		})
	}
}

// kill kills a service, and returns when it is back and events are taken.
func (p *program) kill(t *testing.T, o *observe.Observer, one seen) {
	t.Helper()
	var before, now seen
	find := func(into *seen) bool {
		all := look(t, o, p)
		i := slices.IndexFunc(all, func(s seen) bool { return s.id == one.id })
		if i >= 0 {
			*into = all[i]
		}
		return i >= 0
	}
	until(t, one.id+" is there", func() bool { return find(&before) })
	p.sys.Exit(before.pid, actor.Kill)
	until(t, one.id+" is back", func() bool { return find(&now) && now.pid != before.pid })
	until(t, "events are taken with a new "+one.id, func() bool {
		a, err := tryPost(t.Context(), p.events(), eventOf(uuid.New()), p.auth())
		return err == nil && a.status == http.StatusAccepted
	})
}

// What was seen of a service that runs.
type seen struct {
	id, parent string
	pid        actor.PID
}

// look lists the processes of a node's tree that run and supervise nobody, the first
// child of each supervisor first; none while the node's observer is dead itself.
func look(t *testing.T, o *observe.Observer, p *program) (all []seen) {
	t.Helper()
	tree, err := o.Tree(t.Context(), p.config.Cluster.Name)
	if err != nil {
		return nil
	}
	above := make([]string, 40)
	place := map[seen]int{}
	for _, row := range tree.Rows {
		above[row.Depth+1] = row.ID
		if one := (seen{row.ID, above[row.Depth], row.PID}); !row.Supervisor && row.State == supervisor.Running.String() {
			for _, sister := range all {
				if sister.parent == one.parent {
					place[one]++
				}
			}
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b seen) int { return place[a] - place[b] })
	return all
}
