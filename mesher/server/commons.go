package server

import "sync"

// shares is the least number of sharers that can use up a commons: each gets at
// most one part in so many.
const shares = 4

// A commons is a bound that all requests and connections share. No sharer (a
// project, an account, a network) gets more than a part of it. So a sharer that
// takes all it can get, for instance with a key that any browser shows, leaves
// the rest to the others.
type commons struct {
	most int64 // the whole bound

	mu    sync.Mutex // guards the fields below
	taken int64
	by    map[any]int64 // sharers that hold some
}

func newCommons(most int64) *commons { return &commons{most: most, by: make(map[any]int64)} }

// take gives a sharer n more, and reports whether there was room.
func (c *commons) take(who any, n int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken+n > c.most || c.by[who]+n > max(1, c.most/shares) {
		return false
	}
	c.taken += n
	c.by[who] += n
	return true
}

// give returns what a sharer took.
func (c *commons) give(who any, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken -= n
	if c.by[who] -= n; c.by[who] == 0 {
		delete(c.by, who)
	}
}
