package ingest

import (
	"fmt"
	"maps"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// buckets holds a token bucket for each project, holding a minute's worth, so
// that a burst of errors within the limit gets through. It counts in the time
// that taken tokens need to flow in again: with a limit of 60 an event is a
// second. So a bucket is represented by the time at which it is full, and the
// limit may change.
type buckets struct {
	full    map[mesher.ProjectID]time.Time     // later than now, or as good as absent
	untold  map[mesher.ProjectID]time.Duration // taken here, and not yet told to other nodes
	sweepAt int                                // the number of buckets at which to look for full ones
}

const (
	// aMinute's worth is what a full bucket holds.
	aMinute = time.Minute
	// mostOwed is the longest that a bucket in debt takes to be full. Other nodes
	// may take tokens that are already gone, but that must not refuse events for
	// ever.
	mostOwed = 2 * aMinute
	// tellAt is how much may be taken before other nodes are told at once.
	tellAt = aMinute / 16
	// fewBuckets are not worth sweeping.
	fewBuckets = 1024
)

func newBuckets() buckets {
	return buckets{full: make(map[mesher.ProjectID]time.Time), untold: make(map[mesher.ProjectID]time.Duration), sweepAt: fewBuckets}
}

// take takes an event, or returns how long it is until there is one.
func (b *buckets) take(t take, now time.Time) (wait time.Duration) {
	if t.perMinute < 1 {
		return 0
	}
	worth := aMinute / time.Duration(t.perMinute)
	if wait = b.level(t.project, now) + worth - aMinute; wait > 0 {
		return wait
	}
	b.spend(Debit{t.project, worth}, now)
	b.untold[t.project] += worth
	return 0
}

// level returns how long the project's bucket takes to be full.
func (b *buckets) level(project mesher.ProjectID, now time.Time) time.Duration {
	return max(0, b.full[project].Sub(now))
}

// spend takes this much, whether it is there or not.
func (b *buckets) spend(d Debit, now time.Time) {
	b.drain(Debit{d.Project, b.level(d.Project, now) + min(max(0, d.Worth), mostOwed)}, now)
}

// drain makes a bucket at least this empty.
func (b *buckets) drain(d Debit, now time.Time) {
	if d.Worth <= b.level(d.Project, now) {
		return
	}
	b.full[d.Project] = now.Add(min(d.Worth, mostOwed))
	b.sweep(now)
}

// sweep drops the buckets that are full: a new one would be the same.
func (b *buckets) sweep(now time.Time) {
	if len(b.full) < b.sweepAt {
		return
	}
	maps.DeleteFunc(b.full, func(_ mesher.ProjectID, full time.Time) bool { return !full.After(now) })
	b.sweepAt = max(fewBuckets, 2*len(b.full))
}

// tell returns what was taken here since the last call.
func (b *buckets) tell() (debits []Debit) {
	for project, worth := range b.untold {
		debits = append(debits, Debit{project, worth})
	}
	clear(b.untold)
	return debits
}

// levels returns how much is missing in each bucket, without what is still to be
// told: a node that hears both counts each event once.
func (b *buckets) levels(now time.Time) (debits []Debit) {
	for project := range b.full {
		if missing := b.level(project, now) - b.untold[project]; missing > 0 {
			debits = append(debits, Debit{project, missing})
		}
	}
	return debits
}

func perMinute(n int) string { return fmt.Sprintf("%d events a minute", n) }
