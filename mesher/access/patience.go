package access

import (
	"maps"
	"sync"
	"time"
)

// patience bounds wrong guesses, and letters: a key (an account, a network) has
// some at once, and gets one more at each interval. For each key it keeps the
// time at which the key has all its guesses again. A guess is taken before it is
// checked, so that concurrent guesses all count, and a right one is given back.
type patience struct {
	burst int
	every time.Duration

	mu      sync.Mutex
	full    map[string]time.Time
	sweepAt int // with so many keys it is time for the next sweep
}

// Below fewKeys a sweep is not worth it; mostKeys bounds the keys that are
// remembered, some 20 MB. Beyond that somebody is playing with addresses, and new
// keys share a patience.
const (
	fewKeys  = 1 << 10
	mostKeys = 100_000
)

func newPatience(burst int, every time.Duration) *patience {
	return &patience{burst: burst, every: every, full: make(map[string]time.Time), sweepAt: fewKeys}
}

// take takes a guess, or returns how long it is until there is one.
func (p *patience) take(key string, now time.Time) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(now)
	key = p.kept(key)
	missing := max(0, p.full[key].Sub(now))
	if wait = missing - time.Duration(p.burst-1)*p.every; wait > 0 {
		return wait
	}
	p.full[key] = now.Add(missing + p.every)
	return 0
}

// giveBack undoes a take.
func (p *patience) giveBack(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key = p.kept(key)
	p.full[key] = p.full[key].Add(-p.every)
}

// An allowance is one key's part of a patience.
type allowance struct {
	*patience
	key string
}

// takeAll takes from each allowance, or from none: it then returns how long it is
// until the one that refused has more, and which that is.
func takeAll(all []allowance, now time.Time) (wait time.Duration, refused int) {
	for i, a := range all {
		if wait := a.take(a.key, now); wait > 0 {
			giveBackAll(all[:i])
			return wait, i
		}
	}
	return 0, 0
}

func giveBackAll(all []allowance) {
	for _, a := range all {
		a.giveBack(a.key)
	}
}

// kept returns the key under which a key is remembered. The caller holds mu.
func (p *patience) kept(key string) string {
	if _, ok := p.full[key]; !ok && len(p.full) >= mostKeys {
		return ""
	}
	return key
}

// sweep forgets keys that have all their guesses again. The caller holds mu.
func (p *patience) sweep(now time.Time) {
	if len(p.full) < p.sweepAt {
		return
	}
	maps.DeleteFunc(p.full, func(_ string, full time.Time) bool { return !full.After(now) })
	p.sweepAt = max(fewKeys, 2*len(p.full))
}
