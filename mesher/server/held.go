package server

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/mesh-actors/mesh/mesher"
)

// maxHeld bounds the bytes of bodies, decompressed, that all requests under way
// have read together: whoever comes beyond it is told to come back.
const maxHeld = 128 << 20

// held counts what requests have read of their bodies, until they are answered.
type held struct{ bytes atomic.Int64 }

// counted reads body on the account of a request.
func (h *held) counted(r *http.Request, body io.ReadCloser) io.ReadCloser {
	c := &countedBody{ReadCloser: body, held: h}
	context.AfterFunc(r.Context(), func() { h.bytes.Add(-c.read.Load()) })
	return c
}

type countedBody struct {
	io.ReadCloser
	held *held
	read atomic.Int64
}

func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.read.Add(int64(n))
	if c.held.bytes.Add(int64(n)) > maxHeld {
		return n, mesher.Errorf(mesher.Unavailable, "this server is reading as much as it can hold; try again")
	}
	return n, err
}
