package ingest

import (
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"github.com/mesh-actors/mesh/mesher"
)

// buckets holds a token bucket for each project. A bucket holds a minute's
// worth, so that a burst of errors gets through that stays within the limit.
type buckets struct {
	of      map[mesher.ProjectID]*rate.Limiter
	sweepAt int // with so many buckets it is time to look for full ones
}

// fewBuckets are not worth a look.
const fewBuckets = 1024

func newBuckets() buckets {
	return buckets{of: make(map[mesher.ProjectID]*rate.Limiter), sweepAt: fewBuckets}
}

// take takes a token, or tells how long it is until there is one.
func (b *buckets) take(t take, now time.Time) (wait time.Duration) {
	if t.perMinute < 0 {
		return 0
	}
	bucket := b.bucket(t, now)
	r := bucket.ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

func (b *buckets) bucket(t take, now time.Time) *rate.Limiter {
	each := rate.Limit(float64(t.perMinute) / time.Minute.Seconds())
	bucket, ok := b.of[t.project]
	if !ok {
		b.sweep(now)
		bucket = rate.NewLimiter(each, t.perMinute)
		b.of[t.project] = bucket
	}
	if bucket.Burst() != t.perMinute { // the project's settings were changed
		bucket.SetLimitAt(now, each)
		bucket.SetBurstAt(now, t.perMinute)
	}
	return bucket
}

// sweep drops the buckets that are full: a new one would be the same.
func (b *buckets) sweep(now time.Time) {
	if len(b.of) < b.sweepAt {
		return
	}
	for project, bucket := range b.of {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(b.of, project)
		}
	}
	b.sweepAt = max(fewBuckets, 2*len(b.of))
}

func perMinute(n int) string { return fmt.Sprintf("%d events a minute", n) }
