package observe_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A system without a node can be observed as well.
func TestAlone(t *testing.T) {
	began := time.Now().Add(-time.Hour)
	sys, ask := alone(t, observe.Config{Version: "2.0", Started: began, Figures: func(context.Context) []observe.Figure {
		return []observe.Figure{{Name: "events_per_s", Number: 12.5}, {Name: "broken", Number: math.NaN()}, {Name: "leader", Text: "me"}}
	}})
	pid := sys.Spawn(waits)
	sys.Exit(pid, actor.Kill)
	sys.Wait(t.Context(), pid)
	reports, err := ask.Survey(t.Context())
	if err != nil || len(reports) != 1 {
		t.Fatalf("%+v, %v", reports, err)
	}
	n := reports[0]
	if n.Name != "local" || n.Version != "2.0" || n.Uptime < time.Hour || n.Killed != 1 || n.Figure("events_per_s").Number != 12.5 ||
		n.Figure("leader").Text != "me" || n.Figure("broken").Name != "" || n.Figure("none").Name != "" {
		t.Errorf("%+v", n)
	}
	if links, err := ask.Links(t.Context(), "", observe.Page{}); err != nil || links.Total != 0 {
		t.Errorf("%+v, %v", links, err)
	}
	if names, err := ask.GlobalNames(t.Context(), "", observe.Page{}); err != nil || names.Total != 0 {
		t.Errorf("%+v, %v", names, err)
	}
	if _, err := ask.Node(t.Context(), "node@b:1"); err == nil || !strings.Contains(err.Error(), "alone") {
		t.Errorf("another node: %v", err)
	}
}

// A client that asks too much at a time is refused; others are answered.
func TestBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		_, ask := alone(t, observe.Config{Figures: func(context.Context) []observe.Figure { <-release; return nil }})
		answers := make(chan error)
		for range 16 {
			go func() {
				_, err := ask.Node(t.Context(), "")
				answers <- err
			}()
		}
		synctest.Wait()
		if _, err := ask.Tree(t.Context(), ""); !errors.Is(err, observe.ErrBusy) {
			t.Errorf("one more: %v", err)
		}
		close(release)
		for range 16 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
		if _, err := ask.Tree(t.Context(), ""); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// Figures that take too long are given up; the rest is returned.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, ask := alone(t, observe.Config{Figures: func(ctx context.Context) []observe.Figure { <-ctx.Done(); return nil }})
		began := time.Now()
		if n, err := ask.Node(t.Context(), ""); err != nil || n.Processes != 1 || time.Since(began) > 5*time.Second {
			t.Errorf("%v, after %v", err, time.Since(began))
		}
	})
}

// FuzzQuestion asks anything. An observer answers or refuses, and does nothing
// else: processes stay as they were.
func FuzzQuestion(f *testing.F) {
	for _, q := range []string{
		`{"about":"node"}`, `{"about":"links","limit":3,"after":"6e"}`, `{"about":"processes","order":"age","after":"0-1"}`,
		`{"about":"tree"}`, `{"about":"names","after":"ff"}`, `{"about":"global_names","node":"b"}`, `{"about":"x"}`, `[]`, ``,
	} {
		f.Add([]byte(q))
	}
	sys := actor.NewSystem(actor.Config{Logger: quiet})
	f.Cleanup(func() { sys.Stop(context.Background()) })
	start(f, sys, observe.Config{})
	sys.Spawn(waits, actor.Named("bystander"))
	f.Fuzz(func(t *testing.T, q []byte) {
		before := sys.Stats()
		v, err := sys.CallName(t.Context(), observe.Registered, q)
		if err == nil && len(v.([]byte)) == 0 {
			t.Errorf("%q is answered by nothing", q)
		}
		if after := sys.Stats(); after.Processes != before.Processes || after.Spawned != before.Spawned || after.Faults != before.Faults {
			t.Errorf("after %q: %+v, before %+v", q, after, before)
		}
	})
}
