package dist

import "time"

// backoff is the wait before the next attempt: twice as long each time, with jitter.
type backoff struct {
	most time.Duration
	last time.Duration
}

const firstBackoff = 100 * time.Millisecond

// next returns the pause; random is in [0, 1).
func (b *backoff) next(random float64) time.Duration {
	b.last = min(max(2*b.last, firstBackoff), b.most)
	return b.last/2 + time.Duration(random*float64(b.last))/2
}

// parted records how long a connection lasted. A connection that lasted resets the
// backoff; if any connection did, two nodes that part whenever they meet would meet
// ten times a second.
func (b *backoff) parted(lasted time.Duration) {
	if lasted >= min(b.most, settled) {
		b.last = 0
	}
}

// settled is how long a connection has to last for that.
const settled = 5 * time.Second
