package dist

import (
	"fmt"
	"testing"
	"time"
)

// The keeper that lost its node first makes room for a new one. The keeper of a
// connected or wanted node never does.
func TestRoomForKeepers(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	ended := make(map[string]bool)
	n := &Node{keepers: make(map[string]*keeper)}
	add := func(name string, k keeper) {
		k.cancel = func() { ended[name] = true }
		n.keepers[name] = &k
	}
	add("wanted", keeper{wanted: true, lost: now.Add(-100 * time.Hour)})
	add("long gone", keeper{lost: now.Add(-2 * time.Hour)})
	add("gone", keeper{lost: now.Add(-time.Hour)})
	if !n.roomForKeeper() || len(ended) != 0 {
		t.Fatalf("with room for more, %v made some", ended)
	}
	for i := len(n.keepers); i < maxKeepers; i++ {
		add(fmt.Sprint("there ", i), keeper{})
	}
	for _, want := range []string{"long gone", "gone"} {
		if !n.roomForKeeper() || !ended[want] || n.keepers[want] != nil || len(n.keepers) != maxKeepers-1 {
			t.Errorf("%s did not make room: %v did", want, ended)
		}
		add("instead of "+want, keeper{})
	}
	if n.roomForKeeper() || len(ended) != 2 {
		t.Errorf("in the end %v made room", ended)
	}
}
