package server

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/mesh-actors/mesh/mesher"
)

// open returns a request's body, decompressed and bounded.
func (s *Server) open(r *http.Request) (io.ReadCloser, error) {
	return s.decompressor.Open(r.Body, r.Header.Get("Content-Encoding"))
}

// readEvent reads a body that is one event.
func (s *Server) readEvent(r *http.Request, from sender) ([]byte, error) {
	return s.read(r, from.project.ID, "the event", mesher.MaxEventSize)
}

// maxAhead bounds the memory reserved for a request before it has sent anything.
const maxAhead = 16 << 10

// read reads a whole body of at most so many bytes. It counts against who until
// the request is over.
func (s *Server) read(r *http.Request, who any, what string, most int) ([]byte, error) {
	body, err := s.open(r)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	// Allocating the announced size saves copying, and announcing a size costs a
	// client little.
	all := bytes.NewBuffer(make([]byte, 0, bytes.MinRead+min(max(r.ContentLength, 0), maxAhead)))
	// One byte more than allowed shows that a body is too large.
	held := &heldBody{Reader: body, held: s.held, who: who, most: int64(most) + 1}
	_, err = all.ReadFrom(io.LimitReader(held, int64(most)+1))
	context.AfterFunc(r.Context(), held.release)
	if err != nil {
		return nil, err
	}
	if all.Len() > most {
		return nil, mesher.Errorf(mesher.TooLarge, "%s is larger than %d bytes", what, most)
	}
	return all.Bytes(), nil
}
