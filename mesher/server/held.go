package server

import (
	"io"

	"github.com/mesh-actors/mesh/mesher"
)

// maxHeld bounds the bytes of bodies, decompressed, held for all requests under
// way together; requests beyond it are told to come back.
const maxHeld = 128 << 20

// A heldBody is a body whose bytes count against a sharer until it is released.
// One goroutine uses it.
type heldBody struct {
	io.Reader
	held *commons
	who  any   // nil: not known yet, and bytes read until then are not counted
	most int64 // bytes held at a time, however many are read
	has  int64 // bytes counted so far
}

// Read implements [io.Reader].
func (b *heldBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.who == nil {
		return n, err
	}
	more := min(int64(n), b.most-b.has)
	if !b.held.take(b.who, more) {
		return n, mesher.Errorf(mesher.Unavailable, "this server is reading as much as it can hold; try again")
	}
	b.has += more
	return n, err
}

// release gives the bytes back.
func (b *heldBody) release() {
	if b.who != nil {
		b.held.give(b.who, b.has)
		b.has = 0
	}
}
