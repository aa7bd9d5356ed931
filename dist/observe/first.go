package observe

import "slices"

// first keeps the first n of the items it is shown, in an order without ties. It
// takes memory for n items, however many there are.
type first[T any] struct {
	n      int
	before func(a, b T) bool
	items  []T // in order
	more   bool
}

func (f *first[T]) show(v T) {
	if len(f.items) == f.n && !f.before(v, f.items[f.n-1]) {
		f.more = true
		return
	}
	at, _ := slices.BinarySearchFunc(f.items, v, func(item, v T) int {
		if f.before(item, v) {
			return -1
		}
		return 1
	})
	if len(f.items) == f.n {
		f.items = f.items[:f.n-1]
		f.more = true
	}
	f.items = slices.Insert(f.items, at, v)
}
