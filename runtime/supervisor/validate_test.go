package supervisor

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestValidate(t *testing.T) {
	start := actor.Run(func(*actor.Process) error { return nil })
	child := Child{ID: "a", Start: start}
	with := func(change ...func(*Child)) []Child {
		c := child
		for _, f := range change {
			f(&c)
		}
		return []Child{c}
	}
	for _, c := range []struct {
		name string
		spec Spec
		want string // in the error; empty: none
	}{
		{"nothing at all", Spec{}, ""},
		{"one child", Spec{Children: []Child{child}}, ""},
		{"none is put up with", Spec{MaxRestarts: -1}, ""},
		{"no such strategy", Spec{Strategy: 9}, "strategy 9"},
		{"no such auto-shutdown", Spec{AutoShutdown: 9}, "auto-shutdown 9"},
		{"negative window", Spec{Window: -1}, "window -1ns"},
		{"no id", Spec{Children: with(func(c *Child) { c.ID = "" })}, "no id"},
		{"the same id twice", Spec{Children: []Child{child, child}}, `two children have the id "a"`},
		{"nothing to start", Spec{Children: with(func(c *Child) { c.Start = nil })}, "nothing to start"},
		{"somewhere else", Spec{Children: with(away)}, ""},
		{"here and somewhere else", Spec{Children: with(away, func(c *Child) { c.Start = unused })}, "here, and on another"},
		{"no way there", Spec{Children: with(away, func(c *Child) { c.Remote.Cluster = nil })}, "takes a cluster"},
		{"nothing to run there", Spec{Children: with(away, func(c *Child) { c.Remote.Function = "" })}, "a function"},
		{"no such loss", Spec{Children: with(away, func(c *Child) { c.Remote.Loss = 9 })}, "loss 9"},
		{"nowhere", Spec{Children: with(away, func(c *Child) { c.Remote.Node = "" })}, "no node"},
		{"anywhere", Spec{Children: with(away, func(c *Child) { c.Remote.Node, c.Remote.Loss = "", Elsewhere })}, ""},
		{"no such restart", Spec{Children: with(func(c *Child) { c.Restart = 9 })}, "restart 9"},
		{"brutal kill", Spec{Children: with(func(c *Child) { c.Shutdown = BrutalKill })}, ""},
		{"infinity", Spec{Children: with(func(c *Child) { c.Shutdown = Infinity })}, ""},
		{"negative shutdown", Spec{Children: with(func(c *Child) { c.Shutdown = -time.Second })}, "shutdown -1s"},

		{"simple with children", Spec{Strategy: SimpleOneForOne, Children: []Child{child}}, "at run time"},
		{"simple with a template", Spec{Strategy: SimpleOneForOne, Template: func(any) Child { return child }}, ""},
		{"a template for others", Spec{Template: func(any) Child { return child }}, "simple_one_for_one"},

		{"S31: significant and transient", Spec{AutoShutdown: AnySignificant,
			Children: with(func(c *Child) { c.Significant, c.Restart = true, Transient })}, ""},
		{"S31: significant and temporary", Spec{AutoShutdown: AllSignificant,
			Children: with(func(c *Child) { c.Significant, c.Restart = true, Temporary })}, ""},
		{"S31: significant and permanent", Spec{AutoShutdown: AnySignificant,
			Children: with(func(c *Child) { c.Significant = true })}, "permanent"},
		{"S31: significant for nothing", Spec{
			Children: with(func(c *Child) { c.Significant, c.Restart = true, Transient })}, "never shuts itself down"},
	} {
		err := c.spec.Validate()
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// S26, S28: what zero means.
func TestDefaults(t *testing.T) {
	for _, c := range []struct{ given, max int }{{0, 3}, {-1, 0}, {7, 7}} {
		s := Spec{MaxRestarts: c.given}.withDefaults()
		if s.MaxRestarts != c.max || s.Window != 5*time.Second {
			t.Errorf("MaxRestarts %d: got %d within %v", c.given, s.MaxRestarts, s.Window)
		}
	}
	for _, c := range []struct {
		given Child
		want  time.Duration
	}{
		{Child{}, 5 * time.Second},
		{Child{Supervisor: true}, Infinity},
		{Child{Supervisor: true, Shutdown: time.Second}, time.Second},
		{Child{Shutdown: BrutalKill}, BrutalKill},
	} {
		if got := c.given.withDefaults().Shutdown; got != c.want {
			t.Errorf("%+v: shutdown is %v, want %v", c.given, got, c.want)
		}
	}
}
