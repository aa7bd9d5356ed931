package sqlstore

import (
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"github.com/mesh-actors/mesh/mesher"
)

// maxPayload bounds what an event may unpack to, should the file lie.
const maxPayload = 16 << 20

// A payloadCodec packs an event into what its row holds beside the columns.
// Its methods may be called concurrently.
type payloadCodec struct {
	pack   *zstd.Encoder
	unpack *zstd.Decoder
}

func newPayloadCodec() (*payloadCodec, error) {
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(64<<10))
	if err != nil {
		return nil, err
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxPayload))
	if err != nil {
		return nil, err
	}
	return &payloadCodec{pack: pack, unpack: unpack}, nil
}

func (c *payloadCodec) close() { c.unpack.Close() }

func (c *payloadCodec) encode(e *mesher.Event) ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", e.ID, err)
	}
	return c.pack.EncodeAll(text, nil), nil
}

func (c *payloadCodec) decode(payload []byte) (*mesher.Event, error) {
	text, err := c.unpack.DecodeAll(payload, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack event: %w", err)
	}
	e := new(mesher.Event)
	if err := json.Unmarshal(text, e); err != nil {
		return nil, fmt.Errorf("decode event: %w", err)
	}
	return e, nil
}
