package ingest

import (
	"context"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestSpreadAvoidsTheBusy(t *testing.T) {
	s := newSpread([]string{"a", "b", "c"})
	stuck := s.enter()
	for range 100 {
		l := s.enter()
		if l == stuck {
			t.Fatal("went to the busy one with two free")
		}
		l.leave()
	}
	stuck.leave()
	seen := map[string]int{}
	for range 30 {
		l := s.enter()
		seen[l.name]++
		l.leave()
	}
	if seen["a"] != 10 || seen["b"] != 10 || seen["c"] != 10 {
		t.Errorf("idle ones got %v, want 10 each", seen)
	}
}

func TestSpreadOverOne(t *testing.T) {
	s := newSpread([]string{"a"})
	for range 3 {
		if l := s.enter(); l.name != "a" {
			t.Errorf("went to %q", l.name)
		}
	}
}

// Whoever gives up waiting for a processor is no longer counted there.
func TestALaneIsLeft(t *testing.T) {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(t.Context())
	p := &Pipeline{sys: sys, processors: newSpread([]string{"nobody"})}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.process(ctx, mesher.Submission{}); err == nil {
		t.Error("nobody processed it")
	}
	if n := p.processors.lanes[0].waiting.Load(); n != 0 {
		t.Errorf("%d are still counted", n)
	}
}
