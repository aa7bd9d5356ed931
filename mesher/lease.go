package mesher

import (
	"context"
	"time"
)

// A Lease says who does what only one node may do.
type Lease struct {
	Name   string
	Holder string    // empty: nobody
	Fence  int64     // grows with each change; 0: there never was any
	Until  time.Time // for how long the holder thinks to have it, by its clock; for people to see
}

// Leases keeps leases. It knows no time: it compares and sets, and who waits for
// how long is between those who hold and those who want; see package lease.
type Leases interface {
	// Lease is one as it is now.
	Lease(ctx context.Context, name string) (Lease, error)
	// SwapLease gives a lease a holder, with the next fence, if it still has the
	// fence that next has; false when somebody else was first. After an error it
	// may have done so.
	SwapLease(ctx context.Context, next Lease) (bool, error)
}
