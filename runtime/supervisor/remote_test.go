package supervisor

import (
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// away places a child on another node.
func away(c *Child) {
	c.Start, c.Remote = nil, &Remote{Cluster: struct{ Cluster }{}, Node: "there", Function: "f"}
}

func escalating(c *Child) { c.Remote.Loss = Escalate }

// DIST-12: each line is an event, and what the tree does about it; a is on
// another node, where a start takes a while.
func TestTreeElsewhere(t *testing.T) {
	a, ab := kids("a", away), kids("a b", only("a", away))
	up := []string{"begin", "place a", "placed a", "spawn b", "up b", "up"}
	for _, c := range []struct {
		name   string
		spec   Spec
		script []string
	}{
		{"a lost node is an exit", Spec{Children: ab}, append(up[:6:6],
			"a loses", "place a", "placed a", "",
		)},
		{"waiting counts as nothing", Spec{MaxRestarts: 1, Children: ab}, append(up[:6:6],
			"a loses", "place a",
			"second passes", "", "second passes", "", "second passes", "", "second passes", "", "second passes", "", "second passes", "",
			"b breaks", "spawn b", "up b", "",
			"placed a", "",
		)},
		{"too many losses", Spec{MaxRestarts: 1, Children: a}, []string{
			"begin", "place a", "placed a", "up",
			"a loses", "place a", "placed a", "",
			"a loses", `give up, leave for shutdown: more than 1 restarts within 5s, the last of child "a": noconnection`,
		}},
		{"one that can't be placed is a start that failed", Spec{Children: ab}, append(up[:6:6],
			"a breaks", "place a",
			"misplaced a", "pause a", "rested a", "place a", "placed a", "",
		)},
		{"nor the first time", Spec{Children: a}, []string{
			"begin", "place a", "misplaced a", `leave for start child "a": boom`,
		}},
		{"others wait for it, in order", Spec{Strategy: OneForAll, Children: kids("a b c", only("b", away))}, []string{
			"begin", "spawn a", "up a", "place b", "placed b", "spawn c", "up c", "up",
			"b loses", "ask c", "c leaves", "ask a", "a leaves", "spawn a", "up a", "place b",
			"a breaks", "ask b", // which calls the start off
			"misplaced b", "spawn a", "up a", "place b", "placed b", "spawn c", "up c", "",
		}},
		{"one that came in spite of being called off has to leave", Spec{Children: ab}, append(up[:6:6],
			"a loses", "place a",
			"end", "ask b", "b leaves", "ask a",
			"placed a", "ask a", "late a", "kill a", "a loses", "leave for normal",
		)},
		{"and is killed if that is its way", Spec{Children: kids("a", away, brutal)}, []string{
			"begin", "place a", "end", "kill a", "placed a", "kill a", "a leaves", "leave for normal",
		}},
		{"its node is lost while it leaves", Spec{Children: ab}, append(up[:6:6],
			"terminate a", "ask a", "a loses", "terminate: ok",
			"restart a", "place a", "placed a", "restart: ok",
		)},
		{"terminated while it waits", Spec{Children: ab}, append(up[:6:6],
			"a loses", "place a",
			"terminate a", "ask a", "misplaced a", "terminate: ok",
		)},
		{"a temporary one", Spec{Children: kids("a b", only("a", away), temporary)}, append(up[:6:6],
			"a loses", "", "restart a", `restart: restart child "a": no such child`,
		)},
		{"escalated", Spec{Children: kids("a b", only("a", away), only("a", escalating))}, append(up[:6:6],
			"a breaks", "place a", "placed a", "",
			"a loses", "give up, ask b", "b leaves", `leave for shutdown: child "a" lost its node there`,
		)},
		{"escalated as it starts again", Spec{Children: kids("a b", only("a", away), only("a", escalating))}, append(up[:6:6],
			"a breaks", "place a", "astray a", "give up, ask b",
		)},
		{"nothing to escalate", Spec{Children: kids("a b", only("a", away), only("a", escalating), transient)}, append(up[:6:6],
			"a exits", "",
		)},
	} {
		follow(t, c.name, c.spec, c.script)
	}
}

// The choice of a node for a child.
func TestChoose(t *testing.T) {
	for _, c := range []struct {
		node     string
		loss     Loss
		offering []string
		want     string
		err      error
	}{
		{"there", Wait, []string{"here", "there"}, "there", nil},
		{"there", Wait, []string{"here", "third"}, "", nil},
		{"there", Elsewhere, []string{"third", "there"}, "there", nil},
		{"there", Elsewhere, []string{"here", "third"}, "third", nil},
		{"there", Elsewhere, []string{"here"}, "here", nil},
		{"there", Elsewhere, nil, "", nil},
		{"", Elsewhere, []string{"here", "third"}, "third", nil},
		{"there", Escalate, []string{"there"}, "there", nil},
		{"there", Escalate, []string{"third"}, "", actor.NoConnection},
		{"here", Wait, []string{"here"}, "here", nil},
	} {
		r := Remote{Node: c.node, Loss: c.loss}
		if got, err := r.choose("a", "here", c.offering); got != c.want || err != c.err {
			t.Errorf("%+v: got %q, %v", c, got, err)
		}
	}
	// Children that lose their node go to different ones, and to the same ones in
	// whatever order.
	homes := map[string]int{}
	for i := range 100 {
		r, id := Remote{Node: "there", Loss: Elsewhere}, fmt.Sprint(i)
		one, _ := r.choose(id, "here", []string{"p", "q", "r"})
		if other, _ := r.choose(id, "here", []string{"r", "p", "q"}); one != other {
			t.Errorf("child %d goes to %s or %s", i, one, other)
		}
		homes[one]++
	}
	if len(homes) != 3 {
		t.Errorf("a hundred children went to %v", homes)
	}
}
