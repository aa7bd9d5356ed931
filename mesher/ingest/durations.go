package ingest

import (
	"sync/atomic"
	"time"
)

// durationBounds are the upper bounds of the histogram: from a commit on an idle
// database to a stay in the spool.
var durationBounds = [...]time.Duration{
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second,
	2500 * time.Millisecond, 5 * time.Second, 10 * time.Second, time.Minute, 10 * time.Minute,
}

// durations is a histogram of durations. It may be added to concurrently: an add
// costs two additions and no allocation.
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

// Durations is a histogram of how long something took.
type Durations struct {
	Count  uint64
	Sum    time.Duration
	Within map[time.Duration]uint64 // how many took at most that long
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
