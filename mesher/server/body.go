package server

import (
	"io"
	"net/http"

	"github.com/mesh-actors/mesh/mesher"
)

// open is a request's body as its sender wrote it, decompressed and bounded.
func (s *Server) open(r *http.Request) (io.ReadCloser, error) {
	return s.decompressor.Open(r.Body, r.Header.Get("Content-Encoding"))
}

// readEvent reads a body that is one event.
func (s *Server) readEvent(r *http.Request) ([]byte, error) {
	body, err := s.open(r)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	// One byte more than allowed tells an event that fits from one that does not.
	event, err := io.ReadAll(io.LimitReader(body, mesher.MaxEventSize+1))
	if err != nil {
		return nil, err
	}
	if len(event) > mesher.MaxEventSize {
		return nil, mesher.Errorf(mesher.TooLarge, "the event is larger than %d bytes", mesher.MaxEventSize)
	}
	return event, nil
}
