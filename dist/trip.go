package dist

import (
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A trip measures how long a peer takes to answer a heartbeat: the way there and
// back, and what waits on it. The connection's reader owns it; others read last.
type trip struct {
	number uint64    // of the ping that is under way, or was last
	asked  time.Time // zero: none is under way
	last   atomic.Int64
}

// ask is the next ping.
func (t *trip) ask(now time.Time) wire.Ping {
	t.number++
	t.asked = now
	return wire.Ping{Number: t.number}
}

// answered is told of a pong. One that was not asked for says nothing.
func (t *trip) answered(m wire.Pong, now time.Time) {
	if m.Number == t.number && !t.asked.IsZero() {
		t.last.Store(int64(now.Sub(t.asked)))
		t.asked = time.Time{}
	}
}
