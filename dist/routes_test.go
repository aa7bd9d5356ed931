package dist

import (
	"slices"
	"testing"
)

func TestRoutes(t *testing.T) {
	var r routes
	if _, ok := r.find("ada"); ok || len(slices.Collect(r.conns())) != 0 {
		t.Error("there is a route in none")
	}
	first, second, other := new(conn), new(conn), new(conn)
	r.add("ada", first)
	r.add("bob", other)
	r.add("ada", second)
	if r.remove("ada", first) {
		t.Error("removed one that had been replaced")
	}
	if c, ok := r.find("ada"); !ok || c != second || len(slices.Collect(r.conns())) != 2 {
		t.Errorf("found %p, want %p", c, second)
	}
	if !r.remove("ada", second) || r.remove("ada", second) {
		t.Error("a route is removed once")
	}
	if _, ok := r.find("ada"); ok || len(slices.Collect(r.conns())) != 1 {
		t.Error("it is still there")
	}
}
