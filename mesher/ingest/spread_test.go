package ingest

import "testing"

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
