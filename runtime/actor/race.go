//go:build race

package actor

import "sync/atomic"

// order is the edge from who hands something over to who finds it. That a Signal
// comes before the end of the Wait it wakes is a promise of package sync that the
// race detector does not know of; an atomic operation on either side tells it.
type order struct{ n atomic.Uint32 }

func (o *order) release() { o.n.Add(1) }
func (o *order) acquire() { o.n.Load() }
