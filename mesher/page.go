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

// A Cursor is a place in a list: that of an item, given by the value that the
// list is sorted by, and by its ID among items with the same value. Times are
// microseconds since 1970.
type Cursor struct {
	Value int64
	ID    uuid.UUID
}

// A PageRequest asks for the items of a list after a place.
type PageRequest struct {
	Limit int     // zero means DefaultPage; never more than MaxPage
	After *Cursor // nil: from the start
}

// Size returns how many items the page may hold.
func (r PageRequest) Size() int {
	if r.Limit <= 0 {
		return DefaultPage
	}
	return min(r.Limit, MaxPage)
}

// A Page is a part of a list. To read the whole list, ask for Next until it is
// nil. Whatever happens meanwhile, an item that was there from the first page to
// the last and kept its place comes once.
type Page[T any] struct {
	Items []T
	Next  *Cursor // nil: this is the last page
}

// PageOf makes a page of at most size items. If given one more, it knows that the
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
