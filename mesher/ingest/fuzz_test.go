package ingest

import (
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
)

// Whatever a client sends becomes a record that can be written, or is refused
// as its own fault.
func FuzzRecordOf(f *testing.F) {
	f.Add([]byte(`{"message":"x","tags":{"a":1},"stacktrace":[{"filename":"a.py"}]}`), uint8(mesher.NativeFormat))
	f.Add([]byte(`{"exception":[{"type":"E","stacktrace":{"frames":[{"function":"f"}]}}],"tags":[["a",1]]}`), uint8(mesher.SentryFormat))
	f.Add([]byte(`{"fingerprint":["{{ default }}",null]}`), uint8(mesher.SentryFormat))
	f.Add([]byte(`[`), uint8(7))
	codec := payload.NewCodec()
	f.Fuzz(func(t *testing.T, body []byte, format uint8) {
		s := &mesher.Submission{Project: mesher.Project{ID: 1}, Format: mesher.Format(format), Body: body}
		e, err := decode(s)
		if err != nil {
			if kind := mesher.KindOf(err); kind != mesher.Invalid && kind != mesher.TooLarge {
				t.Fatalf("refused with kind %d: %v", kind, err)
			}
			return
		}
		r := recordOf(s, e, noon)
		if r.Event.ID == uuid.Nil || r.Event.ProjectID != 1 || r.Event.ReceivedAt.IsZero() || r.Grouping.Title == "" {
			t.Fatalf("not ready to be written: %+v", r)
		}
		if _, err := codec.Encode(r.Event); err != nil {
			t.Fatal(err)
		}
	})
}
