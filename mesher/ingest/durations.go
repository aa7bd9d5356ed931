package ingest

import (
	"sync/atomic"
	"time"
)

// durationBounds are the upper bounds by which durations are counted: from the
// commit of an idle database to the stay in a spool.
var durationBounds = [...]time.Duration{
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second,
	2500 * time.Millisecond, 5 * time.Second, 10 * time.Second, time.Minute, 10 * time.Minute,
}

// durations counts how long something took. Any number may add at once: it
// costs two additions, and allocates nothing.
type durations struct {
	counts [len(durationBounds) + 1]atomic.Uint64 // the last: longer than all bounds
	sum    atomic.Int64                           // in nanoseconds
}

func (d *durations) add(took time.Duration) {
	i := 0
	for i < len(durationBounds) && took > durationBounds[i] {
		i++
	}
	d.counts[i].Add(1)
	d.sum.Add(int64(took))
}

// Durations are how often something took how long.
type Durations struct {
	Count  uint64
	Sum    time.Duration
	Within map[time.Duration]uint64 // how many took no longer than that
}

func (d *durations) read() Durations {
	r := Durations{Within: make(map[time.Duration]uint64, len(durationBounds)), Sum: time.Duration(d.sum.Load())}
	for i := range d.counts {
		r.Count += d.counts[i].Load()
		if i < len(durationBounds) {
			r.Within[durationBounds[i]] = r.Count
		}
	}
	return r
}
