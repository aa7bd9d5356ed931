package storetest

import (
	"sync/atomic"
	"time"
)

// Rounds says yes so many times.
func Rounds(n int) func() bool {
	var left atomic.Int64
	left.Store(int64(n))
	return func() bool { return left.Add(-1) >= 0 }
}

// For says yes until a time has passed.
func For(d time.Duration) func() bool {
	end := time.Now().Add(d)
	return func() bool { return time.Now().Before(end) }
}
