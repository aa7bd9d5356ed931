package payload

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// plainly returns v as encoding/json writes it.
func plainly(t testing.TB, v any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(b.Bytes()))
}

func TestWriterWritesWhatTheTagsSay(t *testing.T) {
	for seed := range uint64(300) {
		e := randomEvent(rand.New(rand.NewPCG(seed, 1)))
		if seed%2 == 0 {
			e.Normalise(receivedAt)
		}
		e.Note("tags.a", "too long")
		e.Exceptions = append(e.Exceptions, mesher.Exception{}) // empty, and yet there
		e.Extra = map[string]json.RawMessage{"b": nil, "a": json.RawMessage(`{"x":[]}`), "": json.RawMessage(`"{"`)}
		var w writer
		if w.event(e); w.err != nil {
			t.Fatal(w.err)
		}
		if want := plainly(t, e); string(w.b) != want {
			t.Fatalf("seed %d:\n got %s\nwant %s", seed, w.b, want)
		}
	}
}

func TestWriterOfNothing(t *testing.T) {
	e := &mesher.Event{User: &mesher.User{}, Request: &mesher.Request{}}
	var w writer
	if w.event(e); string(w.b) != plainly(t, e) {
		t.Errorf("an empty event is %s", w.b)
	}
}

func TestATimeWithoutText(t *testing.T) {
	e := &mesher.Event{Message: "x"}
	e.Timestamp = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := NewCodec().Encode(e); err == nil {
		t.Error("no error, and nobody could read that again")
	}
}

func FuzzAppendQuoted(f *testing.F) {
	for _, s := range []string{"", "plain", "\"\\\n\r\t\b\f\x00\x1f\x7f", "é\u2028\u2029😀", "\xff a \xe2\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := string(appendQuoted(nil, s)), plainly(t, s); got != want {
			t.Errorf("%q is written %s, want %s", s, got, want)
		}
	})
}
