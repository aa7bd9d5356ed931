package dist

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// Only the answer to the current ping counts, and only once.
func TestTrip(t *testing.T) {
	var trip trip
	start := time.Now()
	after := func(d time.Duration) time.Time { return start.Add(d) }
	trip.answered(wire.Pong{}, after(time.Second))
	first := trip.ask(start)
	second := trip.ask(after(time.Second))
	trip.answered(wire.Pong(first), after(2*time.Second))
	if trip.last.Load() != 0 {
		t.Error("an answer that is late counts")
	}
	trip.answered(wire.Pong(second), after(3*time.Second))
	trip.answered(wire.Pong(second), after(9*time.Second))
	if got := time.Duration(trip.last.Load()); got != 2*time.Second {
		t.Errorf("took %v, want 2s", got)
	}
}

// A peer is pinged at once, and then once an interval, however much it says.
func TestPulseDue(t *testing.T) {
	p := pulse{interval: time.Minute, timeout: time.Second}
	now := time.Now()
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{0, true}, {time.Second, false}, {59 * time.Second, false}, {time.Minute, true}, {90 * time.Second, false}} {
		if got := p.due(now.Add(c.after)); got != c.want {
			t.Errorf("due after %v: %v", c.after, got)
		}
	}
}
