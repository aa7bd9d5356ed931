package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// patience is how many wrong guesses somebody gets: some at once, and then one
// in a while. Each key has its own. A right guess costs nothing.
type patience struct {
	burst int
	every time.Duration

	mu      sync.Mutex
	of      map[string]*rate.Limiter
	sweepAt int // with so many it is time to look for those who were forgiven
}

// fewKeys are not worth a look; mostKeys are all that are remembered, some 20
// MB. Beyond them somebody plays with addresses, and new ones share a patience.
const (
	fewKeys  = 1 << 10
	mostKeys = 100_000
)

func newPatience(burst int, every time.Duration) *patience {
	return &patience{burst: burst, every: every, of: make(map[string]*rate.Limiter), sweepAt: fewKeys}
}

// wait is how long a key must wait before it may guess; zero: it may now.
func (p *patience) wait(key string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	missing := 1 - p.bucket(key, now).TokensAt(now)
	return max(0, time.Duration(missing*float64(p.every)))
}

// wrong counts a wrong guess.
func (p *patience) wrong(key string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bucket(key, now).AllowN(now, 1)
}

// bucket needs the lock.
func (p *patience) bucket(key string, now time.Time) *rate.Limiter {
	if b, ok := p.of[key]; ok {
		return b
	}
	p.sweep(now)
	if len(p.of) >= mostKeys {
		key = ""
		if b, ok := p.of[key]; ok {
			return b
		}
	}
	b := rate.NewLimiter(rate.Every(p.every), p.burst)
	p.of[key] = b
	return b
}

// sweep forgets those who have all their guesses again: a new one would be the
// same. It needs the lock.
func (p *patience) sweep(now time.Time) {
	if len(p.of) < p.sweepAt {
		return
	}
	for key, b := range p.of {
		if b.TokensAt(now) >= float64(p.burst) {
			delete(p.of, key)
		}
	}
	p.sweepAt = max(fewKeys, 2*len(p.of))
}
