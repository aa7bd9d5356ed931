//go:build !race

package actor

// order is for the race detector.
type order struct{}

func (order) release() {}
func (order) acquire() {}
