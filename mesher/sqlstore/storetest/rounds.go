package storetest

import (
	"sync/atomic"
	"time"
)

// Rounds returns a function that is true so many times.
func Rounds(n int) func() bool {
	var left atomic.Int64
	left.Store(int64(n))
	return func() bool { return left.Add(-1) >= 0 }
}

// For returns a function that is true until a time has passed.
func For(d time.Duration) func() bool {
	end := time.Now().Add(d)
	return func() bool { return time.Now().Before(end) }
}
