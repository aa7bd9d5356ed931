package server

import "sync"

// shares is among how many, at least, what there is for all is shared.
const shares = 4

// A commons is room that all requests and connections have together. None of those
// who share it (projects, accounts, networks) has more than a part, so that one who
// takes what there is, by a key that any browser shows, leaves the others theirs.
type commons struct {
	most int64 // there is

	mu    sync.Mutex // guards what follows
	taken int64
	by    map[any]int64 // those who have some
}

func newCommons(most int64) *commons { return &commons{most: most, by: make(map[any]int64)} }

// take has somebody have so much more, and tells whether there was room.
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

// give takes it back.
func (c *commons) give(who any, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken -= n
	if c.by[who] -= n; c.by[who] == 0 {
		delete(c.by, who)
	}
}
