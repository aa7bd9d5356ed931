package lease

import (
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A claim is one side's view of a lease: the rules, without a database.
type claim struct {
	holder string
	length time.Duration

	seen  int64     // another holder's fence
	since time.Time // when it was first seen, by this side's clock; zero: never
}

// free reports whether the lease, as it was found at a moment, may be taken or
// renewed.
func (c *claim) free(l mesher.Lease, now time.Time) bool {
	if l.Holder == c.holder || l.Holder == "" {
		c.since = time.Time{}
		return true
	}
	if c.since.IsZero() || l.Fence != c.seen {
		c.seen, c.since = l.Fence, now
	}
	return now.Sub(c.since) >= c.length
}

// until returns when a holder that began to take or renew the lease at a moment
// must have stopped.
func (c *claim) until(began time.Time) time.Time { return began.Add(c.length / 3 * 2) }

// pause returns the time between two looks at the lease.
func (c *claim) pause() time.Duration { return c.length / 5 }
