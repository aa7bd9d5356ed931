package server

import (
	"io"

	"github.com/mesh-actors/mesh/mesher"
)

// maxHeld bounds the bytes of bodies, decompressed, that are held for all requests
// under way together: whoever comes beyond it is told to come back.
const maxHeld = 128 << 20

// A heldBody is a body that is read on somebody's account, until it is released.
// One goroutine uses it.
type heldBody struct {
	io.Reader
	held *commons
	who  any   // nil: nobody yet, and what is read before is not counted
	most int64 // bytes of it are held at a time, however many are read
	has  int64 // are counted
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

// release ends the account.
func (b *heldBody) release() {
	if b.who != nil {
		b.held.give(b.who, b.has)
		b.has = 0
	}
}
