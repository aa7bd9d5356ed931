package mesher

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// A payload is a whole event in one opaque value, as databases and the spool
// keep it:
//
//	byte 0   version of the form
//	then     a zstd frame: the JSON of the Event, which has no line end, and in
//	         version 2 a line end and what the client sent
//
// What was sent says mostly the same again, in other words and order; packed
// together the second telling takes little room, and packed alone half of all.
//
// History: 1, the first; 2, with what was sent.
const (
	payloadAlone   = 1
	payloadAndSent = 2
)

// maxPayload bounds what an event unpacks to, without what was sent. Normalising an event adds little
// to the megabyte that it arrived in; escapes in its JSON may add more.
const maxPayload = 8 * MaxEventSize

var errPayload = errors.New("not an event's payload")

// A PayloadCodec packs events for storage. What it packs it unpacks to the
// same event, provided that was normalised: empty maps and lists come back as
// none. One codec serves any number of goroutines.
type PayloadCodec struct {
	zip     *zstd.Encoder
	unzip   *zstd.Decoder
	writers sync.Pool // of *payloadWriter
}

// NewPayloadCodec makes a codec. It starts no goroutines and needs no closing.
func NewPayloadCodec() *PayloadCodec {
	// Both fail only on options that contradict each other.
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true))
	if err != nil {
		panic(err)
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPayload+MaxEventSize))
	if err != nil {
		panic(err)
	}
	return &PayloadCodec{zip: zip, unzip: unzip, writers: sync.Pool{New: func() any { return new(payloadWriter) }}}
}

// Encode packs e.
func (c *PayloadCodec) Encode(e *Event) ([]byte, error) {
	w := c.writers.Get().(*payloadWriter)
	defer c.writers.Put(w)
	w.b, w.err = w.b[:0], nil
	if w.event(e); w.err != nil {
		return nil, fmt.Errorf("pack event %s: %w", e.ID, w.err)
	}
	if len(w.b) > maxPayload {
		return nil, fmt.Errorf("pack event %s: %d bytes are too many to unpack again", e.ID, len(w.b))
	}
	out := make([]byte, 1, 512+len(w.b)/2)
	out[0] = payloadAlone
	if e.Sent != nil {
		out[0] = payloadAndSent
		w.b = append(append(w.b, '\n'), e.Sent...)
	}
	return c.zip.EncodeAll(w.b, out), nil
}

// Pack is Encode for the event of a record, unless that was done before: events
// are decoded many at a time, and stored by few.
func (c *PayloadCodec) Pack(r Record) ([]byte, error) {
	if r.Payload != nil {
		return r.Payload, nil
	}
	return c.Encode(r.Event)
}

// Decode unpacks what Encode made.
func (c *PayloadCodec) Decode(payload []byte) (*Event, error) {
	if len(payload) == 0 || payload[0] != payloadAlone && payload[0] != payloadAndSent {
		return nil, fmt.Errorf("unpack event: %w", errPayload)
	}
	b, err := c.unzip.DecodeAll(payload[1:], nil)
	if err != nil {
		return nil, fmt.Errorf("unpack event: %w", err)
	}
	e := new(Event)
	if payload[0] == payloadAndSent {
		b, e.Sent, _ = bytes.Cut(b, []byte{'\n'})
	}
	if err := json.Unmarshal(b, e); err != nil {
		return nil, fmt.Errorf("unpack event: %w", err)
	}
	return e, nil
}
