package lease

import (
	"context"
	"sync"

	"github.com/mesh-actors/mesh/mesher"
)

// Alone keeps leases in memory, for a program that has its database to itself: no
// other program wants them, and after a restart there is nobody to wait for. The
// zero Alone is ready.
type Alone struct {
	mu     sync.Mutex // guards leases
	leases map[string]mesher.Lease
}

var _ mesher.Leases = (*Alone)(nil)

// Lease implements [mesher.Leases].
func (a *Alone) Lease(_ context.Context, name string) (mesher.Lease, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := a.leases[name]
	l.Name = name
	return l, nil
}

// SwapLease implements [mesher.Leases].
func (a *Alone) SwapLease(_ context.Context, next mesher.Lease) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leases[next.Name].Fence != next.Fence {
		return false, nil
	}
	if a.leases == nil {
		a.leases = make(map[string]mesher.Lease)
	}
	next.Fence++
	a.leases[next.Name] = next
	return true, nil
}
