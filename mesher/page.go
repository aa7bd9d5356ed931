package mesher

import (
	"time"

	"github.com/google/uuid"
)

// Sizes of a page.
const (
	DefaultPage = 25
	MaxPage     = 100
)

// A Cursor is a place in a list: that of an item with the value by which the
// list is sorted, and of its ID among those with the same value. Times are
// microseconds since 1970.
type Cursor struct {
	Value int64
	ID    uuid.UUID
}

// A PageRequest asks for the items of a list after a place.
type PageRequest struct {
	Limit int     // at most; zero means DefaultPage, the most is MaxPage
	After *Cursor // nil: from the start
}

// Size is how many items the page may hold.
func (r PageRequest) Size() int {
	if r.Limit <= 0 {
		return DefaultPage
	}
	return min(r.Limit, MaxPage)
}

// A Page is a part of a list. A list is read whole by asking for Next until
// there is none. Whatever happens meanwhile, what was there from the first page
// to the last and kept its place comes once.
type Page[T any] struct {
	Items []T
	Next  *Cursor // nil: this is the end
}

// PageOf makes a page of at most size items. Given one more, it knows that the
// list goes on.
func PageOf[T any](items []T, size int, place func(T) Cursor) Page[T] {
	if len(items) <= size {
		return Page[T]{Items: items}
	}
	next := place(items[size-1])
	return Page[T]{Items: items[:size:size], Next: &next}
}

// A Window is a stretch of time. A zero end leaves it open.
type Window struct {
	Since time.Time // the first moment in it
	Until time.Time // the first moment after it
}
