//go:build race

package actor

import "sync/atomic"

// order tells the race detector of a promise of package sync that it does not
// know: a Signal comes before the end of the Wait that it wakes. An atomic
// operation on either side of the hand-over stands for it.
type order struct{ n atomic.Uint32 }

func (o *order) release() { o.n.Add(1) }
func (o *order) acquire() { o.n.Load() }
