package ingest

import "time"

// complainEvery is how often the log hears of what goes wrong with each event: a
// disk that is full would else be filled by saying so.
const complainEvery = 10 * time.Second

// A complaint is made now and then, however often there is reason to. One process
// makes it.
type complaint struct {
	made   time.Time // the last time
	events int       // that were affected since
}

// due counts events that are affected, and tells whether it is time to complain,
// and about how many.
func (c *complaint) due(now time.Time, events int) (all int, due bool) {
	c.events += events
	if now.Sub(c.made) < complainEvery {
		return 0, false
	}
	all, c.made, c.events = c.events, now, 0
	return all, true
}
