package mesher_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
)

// Whatever arrives is refused with a reason or can be normalised, grouped, shown
// and stored.
func FuzzDecodeEvent(f *testing.F) {
	f.Add([]byte(mesher.FullEvent))
	f.Add([]byte(`{"message":"\u0000\ud800","tags":{"a":1e999},"extra":{"a":[[[[[[[[[[]]]]]]]]]]}}`))
	f.Add([]byte("{\"message\":\"\xff\"}"))
	codec := payload.NewCodec()
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := mesher.DecodeEvent(body)
		if err != nil {
			if _, ok := errors.AsType[*mesher.Error](err); !ok {
				t.Fatalf("%q: an error that is not for clients: %v", body, err)
			}
			return
		}
		checkWhole(t, codec, e)
	})
}

// checkWhole takes an event through everything that happens to it.
func checkWhole(t *testing.T, codec *payload.Codec, e *mesher.Event) {
	t.Helper()
	e.Normalise(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC))
	g := mesher.GroupingOf(e)
	packed, err := codec.Encode(e)
	if err != nil {
		t.Fatalf("cannot be stored: %v", err)
	}
	back, err := codec.Decode(packed)
	if err != nil {
		t.Fatalf("cannot be read back: %v", err)
	}
	if h := mesher.GroupingOf(back).Hash; h != g.Hash {
		t.Errorf("groups otherwise after storage")
	}
	if _, err := json.Marshal(back.View(uuid.Nil)); err != nil {
		t.Errorf("cannot be shown: %v", err)
	}
}
