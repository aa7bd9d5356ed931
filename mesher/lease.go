package mesher

import (
	"context"
	"time"
)

// A Lease records which program does what only one node may do.
type Lease struct {
	Name   string
	Holder string    // empty: nobody
	Fence  int64     // grows with each change; 0: it was never held
	Until  time.Time // when the holder expects to lose it, by its clock; for people to see
}

// Leases stores leases. It knows no time: it compares and swaps, and package
// lease decides how long to wait.
type Leases interface {
	// Lease returns a lease as it is now.
	Lease(ctx context.Context, name string) (Lease, error)
	// SwapLease gives a lease a new holder, with the next fence, if its fence is
	// still next's; it reports false if another caller was first. After an error it
	// may have done so.
	SwapLease(ctx context.Context, next Lease) (bool, error)
}
