package observe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

func children(ids ...string) (cs []supervisor.Child) {
	for _, id := range ids {
		cs = append(cs, supervisor.Child{ID: id, Start: actor.Run(waits)})
	}
	return cs
}

func supervise(t *testing.T, sys *actor.System, s supervisor.Spec, opts ...actor.Option) actor.PID {
	t.Helper()
	pid, err := supervisor.Start(t.Context(), sys, s, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// draw writes a tree as a test reads it.
func draw(tree observe.Tree) string {
	var b strings.Builder
	for _, r := range tree.Rows {
		fmt.Fprintf(&b, "%s%s %s", strings.Repeat(" ", r.Depth), r.ID, r.State)
		if r.Restarts > 0 {
			fmt.Fprintf(&b, " %d %s", r.Restarts, r.Reason)
		}
		if r.Supervisor {
			fmt.Fprintf(&b, " of %d", r.Children)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// The trees show which process supervises which, how often a child was restarted,
// and why.
func TestTree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys, ask := alone(t, observe.Config{})
		till := supervisor.Spec{Children: children("drawer", "printer")}
		shop := supervise(t, sys, supervisor.Spec{Children: append(children("ledger"),
			supervisor.Child{ID: "till", Start: supervisor.Run(till), Supervisor: true})}, actor.Named("shop"))
		supervise(t, sys, supervisor.Spec{})
		sys.Spawn(waits) // it has no supervisor
		kids, err := supervisor.Children(t.Context(), sys, shop)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		sys.Send(kids[0].PID, errors.New("out of\nink"))
		synctest.Wait()
		tree, err := ask.Tree(t.Context(), "")
		const want = "shop running of 2\n ledger running 1 out of ink\n till running of 2\n  drawer running\n  printer running\nsupervisor running of 0\n"
		if got := draw(tree); err != nil || got != want || tree.Cut {
			t.Errorf("got\n%s%v\nwant\n%s", got, err, want)
		}
		if l := tree.Rows[0].Limit; l == nil || *l != (observe.Limit{Most: 3, Window: 5 * time.Second, Used: 1}) {
			t.Errorf("the limit of the shop is %+v", l)
		}
		if l := tree.Rows[1].Limit; l != nil {
			t.Errorf("the limit of the ledger, which is no supervisor, is %+v", l)
		}
		if at := tree.Rows[1].CrashedAt; !at.Equal(time.Now()) {
			t.Errorf("it crashed at %v, %v", at, time.Now())
		}
	})
}

// A tree that grows too large is cut, and says so.
func TestTreeIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys, ask := alone(t, observe.Config{})
		pool := supervise(t, sys, supervisor.Spec{Strategy: supervisor.SimpleOneForOne, Template: func(any) supervisor.Child { return children("")[0] }})
		for range 150 {
			if _, err := supervisor.StartWith(t.Context(), sys, pool, nil); err != nil {
				t.Fatal(err)
			}
		}
		tree, err := ask.Tree(t.Context(), "")
		if err != nil || len(tree.Rows) != 101 || tree.Rows[0].Children != 150 || tree.Rows[0].Untold != 50 || !tree.Cut {
			t.Errorf("%d rows, %+v, %v", len(tree.Rows), tree.Rows[0], err)
		}
		for range 20 {
			var many []string
			for i := range 40 {
				many = append(many, fmt.Sprint("child ", i))
			}
			supervise(t, sys, supervisor.Spec{Children: children(many...)})
		}
		if tree, err = ask.Tree(t.Context(), ""); err != nil || len(tree.Rows) != 500 || !tree.Cut {
			t.Errorf("%d rows, cut %v, %v", len(tree.Rows), tree.Cut, err)
		}
	})
}

// impostor claims to be a supervisor, and never answers.
type impostor struct{}

func (impostor) Kind() string                     { return supervisor.Kind }
func (impostor) Handle(*actor.Process, any) error { return nil }

// A process that falsely claims to be a supervisor does not delay an answer.
func TestImpostor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys, ask := alone(t, observe.Config{})
		sys.SpawnHandler(impostor{}, actor.Named("impostor"))
		supervise(t, sys, supervisor.Spec{Children: children("real")})
		tree, err := ask.Tree(t.Context(), "")
		const want = "impostor does not answer of 0\nsupervisor running of 1\n real running\n"
		if got := draw(tree); err != nil || got != want {
			t.Errorf("got\n%s%v", got, err)
		}
	})
}

// broken is an error whose pointer may be nil, as in a function that declares one
// and returns it unset; its Error method then panics.
type broken struct{ text string }

func (b *broken) Error() string { return b.text }

// A crash reason whose Error method panics is reported like others, and does not
// crash the observer.
func TestTreeOfBrokenReason(t *testing.T) {
	sys, ask := alone(t, observe.Config{})
	var none *broken
	failed := make(chan struct{})
	supervise(t, sys, supervisor.Spec{Children: []supervisor.Child{{
		ID: "ledger", Start: actor.Run(func(p *actor.Process) error {
			select {
			case <-failed:
				return waits(p)
			default:
				close(failed)
				return none
			}
		}),
	}}})
	<-failed
	for {
		tree, err := ask.Tree(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if ledger := tree.Rows[len(tree.Rows)-1]; ledger.Restarts == 1 {
			if ledger.Reason != "<nil>" {
				t.Errorf("the reason is %q", ledger.Reason)
			}
			return
		}
	}
}
