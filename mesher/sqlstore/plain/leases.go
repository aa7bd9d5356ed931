package plain

import (
	"context"
	"errors"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	leaseByName = `SELECT name, holder, fence, expires_at FROM leases WHERE name = $1`
	addLease    = `INSERT INTO leases (name, holder, fence, expires_at) VALUES ($1, '', 0, $2) ON CONFLICT (name) DO NOTHING`
	swapLease   = `UPDATE leases SET holder = $1, fence = fence + 1, expires_at = $2 WHERE name = $3 AND fence = $4`
)

// Lease implements [mesher.Leases].
func (t Tables) Lease(ctx context.Context, name string) (l mesher.Lease, err error) {
	err = t.db.Read(ctx, func(tx Tx) error {
		l, err = One(tx, func(r Row) (l mesher.Lease, err error) {
			return l, r.Scan(&l.Name, &l.Holder, &l.Fence, Time(&l.Until))
		}, leaseByName, name)
		return err
	})
	if errors.Is(err, ErrNone) {
		return mesher.Lease{Name: name}, nil
	}
	return l, t.db.Fail("find the lease", err)
}

// SwapLease implements [mesher.Leases].
func (t Tables) SwapLease(ctx context.Context, next mesher.Lease) (swapped bool, err error) {
	err = t.transact(ctx, "take the lease", func(tx Tx) error {
		if next.Fence == 0 {
			if _, err := tx.Exec(addLease, next.Name, next.Until); err != nil {
				return err
			}
		}
		changed, err := tx.Exec(swapLease, next.Holder, next.Until, next.Name, next.Fence)
		swapped = changed == 1
		return err
	})
	return swapped && err == nil, err
}
