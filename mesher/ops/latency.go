package ops

import (
	"math/bits"
	"time"
)

// A histogram counts durations in buckets a 32nd of their value wide, from a
// microsecond to more than an hour: its percentiles are right to three per cent,
// however many durations it counts.
type histogram struct {
	buckets [bucketsPerDouble * 32]int64
	total   int64
}

const bucketsPerDouble = 32

func (h *histogram) add(d time.Duration) {
	h.buckets[bucketOf(d)]++
	h.total++
}

// merge adds another histogram's counts.
func (h *histogram) merge(other *histogram) {
	for i, n := range other.buckets {
		h.buckets[i] += n
	}
	h.total += other.total
}

// percentile returns a duration that so many per cent do not exceed.
func (h *histogram) percentile(percent float64) time.Duration {
	rank := int64(percent / 100 * float64(h.total))
	for i, n := range h.buckets {
		if rank -= n; n > 0 && rank <= 0 {
			return upTo(i)
		}
	}
	return 0
}

// bucketOf numbers buckets: one for each microsecond up to 32, then 32 for each
// doubling.
func bucketOf(d time.Duration) int {
	us := uint64(max(d.Microseconds(), 0))
	if us < bucketsPerDouble {
		return int(us)
	}
	double := bits.Len64(us) - bits.Len64(bucketsPerDouble) // 0 for 32 to 63
	return min((double+1)*bucketsPerDouble+int(us>>double)-bucketsPerDouble, len(histogram{}.buckets)-1)
}

// upTo returns the end of a bucket.
func upTo(bucket int) time.Duration {
	if bucket < bucketsPerDouble {
		return time.Duration(bucket+1) * time.Microsecond
	}
	double := bucket/bucketsPerDouble - 1
	us := uint64(bucket%bucketsPerDouble+bucketsPerDouble+1) << double
	return time.Duration(us) * time.Microsecond
}
