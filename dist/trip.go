package dist

import (
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A trip measures how long a peer takes to answer a heartbeat: both ways, and any
// waiting between. The connection's reader owns it; others read only the field last.
type trip struct {
	number uint64    // number of the last ping
	asked  time.Time // zero: no ping is under way
	last   atomic.Int64
}

// ask returns the next ping.
func (t *trip) ask(now time.Time) wire.Ping {
	t.number++
	t.asked = now
	return wire.Ping{Number: t.number}
}

// answered records a pong. It ignores one that was not asked for.
func (t *trip) answered(m wire.Pong, now time.Time) {
	if m.Number == t.number && !t.asked.IsZero() {
		t.last.Store(int64(now.Sub(t.asked)))
		t.asked = time.Time{}
	}
}
