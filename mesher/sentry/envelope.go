package sentry

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// An envelope is lines of JSON headers with payloads between them:
//
//	{"event_id":"…","sent_at":"…","dsn":"…"}\n     the envelope's header
//	{"type":"event","length":1234}\n               an item's header
//	…1234 bytes…\n
//	{"type":"attachment"}\n                        without a length:
//	…up to the end of the line…\n
//
// The last line end may be missing. An envelope may have no items.

// maxHeader bounds the header of an envelope and that of an item.
const maxHeader = 8 << 10

// An Envelope reads one envelope, item by item. It buffers no more than the
// item at hand.
type Envelope struct {
	Header Header
	r      *bufio.Reader
	err    error // of an earlier Next, returned again
}

// Header holds the fields that apply to a whole envelope.
type Header struct {
	EventID uuid.UUID // of its first event, instead of the event's own; zero: not given
	SentAt  time.Time // by the client's clock; zero: not given
	DSN     string    // with the key, for SDKs that send it nowhere else; see [KeyOfDSN]
}

// An Item is one part of an envelope.
type Item struct {
	Type    string
	Payload []byte // of items for which [Item.Kept] is true; otherwise nil
	Size    int64  // of the payload, kept or not
}

// OpenEnvelope reads an envelope's header. Its errors, and those of Next, are
// [mesher.Error] of the kinds Invalid and TooLarge, or the error of r.
func OpenEnvelope(r io.Reader) (*Envelope, error) {
	e := &Envelope{r: bufio.NewReaderSize(r, maxHeader)}
	line, err := e.line("the envelope's header")
	if err == io.EOF {
		return nil, mesher.Errorf(mesher.Invalid, "the envelope is empty")
	}
	if err != nil {
		return nil, err
	}
	e.Header, err = decodeHeader(line)
	return e, err
}

// decodeHeader requires an object, and nothing of its fields.
func decodeHeader(line []byte) (Header, error) {
	cleaned, _, err := clean(line)
	if err != nil || !value(cleaned).isObject() {
		return Header{}, mesher.Errorf(mesher.Invalid, "the envelope's header is not a JSON object")
	}
	var h Header
	for name, v := range value(cleaned).members() {
		if !v.isText() {
			continue
		}
		switch string(name.bytes()) {
		case "event_id":
			h.EventID, _ = parseEventID(v.text())
		case "sent_at":
			h.SentAt, _ = parseTime(v.text())
		case "dsn":
			h.DSN = v.text()
		}
	}
	return h, nil
}

// Next reads the next item; io.EOF if there are no more. After any error, the
// rest of the envelope is lost.
func (e *Envelope) Next() (Item, error) {
	if e.err != nil {
		return Item{}, e.err
	}
	var item Item
	item, e.err = e.next()
	return item, e.err
}

func (e *Envelope) next() (Item, error) {
	line, err := e.line("an item's header")
	for err == nil && len(bytes.TrimSpace(line)) == 0 { // some SDKs end with an empty line
		line, err = e.line("an item's header")
	}
	if err != nil {
		return Item{}, err
	}
	var header struct {
		Type   string `json:"type"`
		Length *int64 `json:"length"`
	}
	if err := json.Unmarshal(line, &header); err != nil {
		return Item{}, mesher.Errorf(mesher.Invalid, `an item's header is not a JSON object with a text as "type" and a whole number as "length"`)
	}
	switch {
	case header.Type == "":
		return Item{}, mesher.Errorf(mesher.Invalid, `an item's header has no "type"`)
	case header.Length == nil:
		return e.untilLineEnd(header.Type)
	case *header.Length < 0:
		return Item{}, mesher.Errorf(mesher.Invalid, `the "length" of an item is below zero`)
	}
	return e.ofLength(header.Type, *header.Length)
}

// ofLength reads a payload of a given length. It must be followed by the end of a
// line or of everything, or the length was wrong.
func (e *Envelope) ofLength(kind string, length int64) (Item, error) {
	item := Item{Type: kind, Size: length}
	if item.Kept() {
		if length > mesher.MaxEventSize {
			return Item{}, tooLarge(kind)
		}
		// The buffer grows with what arrives, since any length can be claimed.
		var b bytes.Buffer
		if n, err := io.CopyN(&b, e.r, length); err != nil {
			return Item{}, early(err, kind, length-n)
		}
		item.Payload = b.Bytes()
	} else if n, err := io.CopyN(io.Discard, e.r, length); err != nil {
		return Item{}, early(err, kind, length-n)
	}
	switch end, err := e.r.ReadByte(); {
	case err == io.EOF, err == nil && end == '\n':
		return item, nil
	case err != nil:
		return Item{}, err
	}
	return Item{}, mesher.Errorf(mesher.Invalid, `an item of type %.64q does not end after the %d bytes that its "length" says`, kind, length)
}

// untilLineEnd reads a payload without a length.
func (e *Envelope) untilLineEnd(kind string) (Item, error) {
	item := Item{Type: kind}
	for {
		part, err := e.r.ReadSlice('\n')
		ended := err == nil
		if ended {
			part = part[:len(part)-1]
		}
		item.Size += int64(len(part))
		if item.Kept() {
			if item.Size > mesher.MaxEventSize {
				return Item{}, tooLarge(kind)
			}
			item.Payload = append(item.Payload, part...)
		}
		if ended || err == io.EOF {
			return item, nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return Item{}, err
		}
	}
}

// line reads a header. Its bytes are valid until the next read.
func (e *Envelope) line(what string) ([]byte, error) {
	line, err := e.r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, mesher.Errorf(mesher.TooLarge, "%s is larger than %d bytes", what, maxHeader)
	case err == io.EOF && len(line) > 0:
		return line, nil
	}
	return line, err
}

func tooLarge(kind string) error {
	return mesher.Errorf(mesher.TooLarge, "an item of type %.64q is larger than %d bytes", kind, mesher.MaxEventSize)
}

func early(err error, kind string, missing int64) error {
	if err != io.EOF {
		return err
	}
	return mesher.Errorf(mesher.Invalid, "the envelope ends %d bytes before its item of type %.64q does", missing, kind)
}
