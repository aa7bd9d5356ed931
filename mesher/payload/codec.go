package payload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/mesh-actors/mesh/mesher"
)

// A payload is a whole event in one opaque value, as databases and the spool
// keep it:
//
//	byte 0   version of the form
//	then     a zstd frame: the JSON of the Event, which has no line end, and in
//	         version 2 a line end and what the client sent
//
// What the client sent mostly repeats the event, in other words and order.
// Compressed together with the event it adds little; on its own it would take as
// much room as the event.
//
// History: 1, the first; 2, with what was sent.
const (
	eventAlone   = 1
	eventAndSent = 2
)

// maxEvent bounds the JSON of an event, without what was sent. Normalising adds
// little to the megabyte that the event arrived in; escapes in its JSON may add more.
const maxEvent = 8 * mesher.MaxEventSize

var errForm = errors.New("not an event's payload")

// A Codec packs events for storage, and unpacks them to what they were. Only what
// normalising does not leave in an event is lost: empty maps and lists come back as
// nil. One codec serves any number of goroutines.
type Codec struct {
	zip     *zstd.Encoder
	unzip   *zstd.Decoder
	writers sync.Pool // of *writer
}

// NewCodec makes a codec. It starts no goroutines and needs no closing.
func NewCodec() *Codec {
	// Both fail only on options that contradict each other.
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true))
	if err != nil {
		panic(err)
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxEvent+mesher.MaxEventSize))
	if err != nil {
		panic(err)
	}
	return &Codec{zip: zip, unzip: unzip, writers: sync.Pool{New: func() any { return new(writer) }}}
}

// Encode packs e.
func (c *Codec) Encode(e *mesher.Event) ([]byte, error) {
	w := c.writers.Get().(*writer)
	defer c.writers.Put(w)
	w.b, w.err = w.b[:0], nil
	if w.event(e); w.err != nil {
		return nil, fmt.Errorf("pack event %s: %w", e.ID, w.err)
	}
	if len(w.b) > maxEvent {
		return nil, fmt.Errorf("pack event %s: %d bytes are too many to unpack again", e.ID, len(w.b))
	}
	out := make([]byte, 1, 512+len(w.b)/2)
	out[0] = eventAlone
	if e.Sent != nil {
		out[0] = eventAndSent
		w.b = append(append(w.b, '\n'), e.Sent...)
	}
	return c.zip.EncodeAll(w.b, out), nil
}

// Pack returns the payload of a record, which it encodes unless an earlier stage has
// done so: the event processors run in parallel, the writer that stores records
// does not.
func (c *Codec) Pack(r mesher.Record) ([]byte, error) {
	if r.Payload != nil {
		return r.Payload, nil
	}
	return c.Encode(r.Event)
}

// Decode unpacks what Encode made.
func (c *Codec) Decode(payload []byte) (*mesher.Event, error) {
	if len(payload) == 0 || payload[0] != eventAlone && payload[0] != eventAndSent {
		return nil, fmt.Errorf("unpack event: %w", errForm)
	}
	b, err := c.unzip.DecodeAll(payload[1:], nil)
	if err != nil {
		return nil, fmt.Errorf("unpack event: %w", err)
	}
	e := new(mesher.Event)
	if payload[0] == eventAndSent {
		b, e.Sent, _ = bytes.Cut(b, []byte{'\n'})
	}
	if err := json.Unmarshal(b, e); err != nil {
		return nil, fmt.Errorf("unpack event: %w", err)
	}
	return e, nil
}
