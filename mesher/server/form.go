package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/mesh-actors/mesh/mesher"
)

// maxForm bounds the bytes of a person's request; people type little.
const maxForm = 64 << 10

// readForm reads a JSON body into v. It refuses a field that v does not have,
// which would otherwise be ignored without its sender knowing.
func (s *Server) readForm(r *http.Request, v any) error {
	body, err := s.read(r, client(r).Network(), "the request", maxForm)
	if err != nil {
		return err
	}
	return decodeWhole(body, v)
}

// decodeWhole reads exactly one JSON object into v.
func decodeWhole(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		if errors.Is(err, io.EOF) {
			return mesher.Errorf(mesher.Invalid, "the request has no body; send a JSON object")
		}
		return mesher.Errorf(mesher.Invalid, "the body is not the JSON that belongs here: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return mesher.Errorf(mesher.Invalid, "the body goes on after its JSON object")
	}
	return nil
}

// optional reads a JSON body into v if there is one.
func (s *Server) optional(r *http.Request, v any) error {
	if r.ContentLength == 0 {
		return nil
	}
	return s.readForm(r, v)
}
