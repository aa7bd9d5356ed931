package ingest

import "time"

// complainEvery bounds how often a problem that affects every event is logged:
// otherwise the log could fill the disk.
const complainEvery = 10 * time.Second

// A complaint is logged now and then, however often it occurs. One process owns
// it.
type complaint struct {
	made   time.Time // when it was last logged
	events int       // events affected since then
}

// due counts affected events. It reports whether to log now, and the number to
// log.
func (c *complaint) due(now time.Time, events int) (all int, due bool) {
	c.events += events
	if now.Sub(c.made) < complainEvery {
		return 0, false
	}
	all, c.made, c.events = c.events, now, 0
	return all, true
}
