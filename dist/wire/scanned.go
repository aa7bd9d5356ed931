package wire

import (
	"errors"
	"io"
)

var errAskew = errors.New("msgpack whose items are not what they seem")

// scanned gives the decoder a message that [Scan] passed, and checks that the
// decoder sees the same items as Scan. Otherwise it might not: where it expects a
// map, it takes the contents of an extension for one, which may claim any size.
type scanned struct {
	b        []byte
	at       int
	next     int // where the current item ends
	contents int // where its contents begin, if it is an extension; otherwise 0
}

// ReadByte returns the first byte of an item, and some header bytes. It never
// returns the contents of an extension, which only a decoder that has gone astray
// asks for.
func (s *scanned) ReadByte() (byte, error) {
	switch {
	case s.at >= len(s.b):
		return 0, io.EOF
	case s.at > s.next, s.at == s.contents && s.contents > 0:
		return 0, errAskew
	case s.at == s.next:
		if err := s.meet(); err != nil {
			return 0, err
		}
	}
	s.at++
	return s.b[s.at-1], nil
}

// meet finds the end of the item at the current position.
func (s *scanned) meet() error {
	shape := &shapes[s.b[s.at]]
	header, contents, _, err := shape.open(s.b[s.at:])
	s.next, s.contents = s.at+header+contents, 0
	if shape.kind == fixedTime || shape.kind == longTime {
		s.contents = s.at + header
	}
	return err
}

func (s *scanned) UnreadByte() error {
	s.at--
	return nil
}

// Read returns bytes within one item.
func (s *scanned) Read(p []byte) (int, error) {
	switch {
	case s.at >= len(s.b):
		return 0, io.EOF
	case s.at+len(p) > s.next:
		return 0, errAskew
	}
	n := copy(p, s.b[s.at:])
	s.at += n
	return n, nil
}
