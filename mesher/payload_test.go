package mesher

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"
)

// Any normalised event comes back as it was.
func TestPayloadRoundTrip(t *testing.T) {
	codec := NewPayloadCodec()
	for seed := range uint64(200) {
		e := randomEvent(rand.New(rand.NewPCG(seed, 0)))
		e.Normalise(doorTime)
		payload, err := codec.Encode(e)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		back, err := codec.Decode(payload)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !reflect.DeepEqual(e, back) {
			t.Fatalf("seed %d:\nstored %+v\n  read %+v", seed, e, back)
		}
	}
}

// Every field of an event is one that randomEvent fills, so that a new field
// which is not stored cannot go unnoticed.
func TestPayloadRoundTripCoversAllFields(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(200) {
		v := reflect.ValueOf(*randomEvent(rand.New(rand.NewPCG(seed, 0))))
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				seen[v.Type().Field(i).Name] = true
			}
		}
	}
	for f := range reflect.TypeFor[Event]().Fields() {
		if !seen[f.Name] && f.Name != "Notes" {
			t.Errorf("%s is never filled", f.Name)
		}
	}
}

func randomEvent(r *rand.Rand) *Event {
	text := func() string {
		letters := []rune("abc <>&\"\\\n\t\u2028é😀\x7f")
		s := make([]rune, r.IntN(8))
		for i := range s {
			s[i] = letters[r.IntN(len(letters))]
		}
		return string(s)
	}
	at := func() time.Time { return doorTime.Add(-time.Duration(r.Int64N(int64(time.Hour)))) }
	raw := func() map[string]json.RawMessage {
		if r.IntN(2) == 0 {
			return nil
		}
		values := []string{`null`, `1e999`, `"<b>"`, `[1,{"a":[]}]`, `{"x":-0.5}`, `true`}
		return map[string]json.RawMessage{text(): json.RawMessage(values[r.IntN(len(values))])}
	}
	flag := func() *bool { return []*bool{nil, new(true), new(false)}[r.IntN(3)] }
	texts := func() []string {
		if r.IntN(2) == 0 {
			return nil
		}
		return []string{text(), text()}
	}
	pairs := func() [][2]string {
		if r.IntN(2) == 0 {
			return nil
		}
		return [][2]string{{text(), text()}, {text(), text()}}
	}
	e := &Event{
		ID: uuid.UUID(slices.Repeat([]byte{byte(r.Uint32())}, 16)), ProjectID: ProjectID(r.Int64()), SentAt: at(), ReceivedAt: doorTime, Timestamp: at(),
		Level: Level(r.IntN(5)), Message: text(), Template: text(), Logger: text(), Platform: text(), Transaction: text(),
		Culprit: text(), Release: text(), Dist: text(), Environment: text(), ServerName: text(), SDK: SDK{text(), text()},
		Contexts: raw(), Extra: raw(), Fingerprint: texts(),
		User:    &User{ID: text(), Email: text(), Username: text(), Name: text(), IPAddress: text(), Data: raw()},
		Request: &Request{URL: text(), Method: text(), QueryString: text(), Headers: pairs(), Cookies: pairs(), Env: pairs(), Data: json.RawMessage(`{"a":1}`)},
		Tags:    map[string]string{"k": "v" + text()}, Modules: map[string]string{text(): text()},
	}
	for range r.IntN(3) {
		e.Exceptions = append(e.Exceptions, Exception{
			Type: text(), Value: text(), Module: text(), Synthetic: r.IntN(2) == 0, Handled: flag(),
			Frames: []Frame{{
				Filename: text(), AbsPath: text(), Function: text(), Module: text(), Line: r.IntN(9), Column: r.IntN(9), InApp: flag(),
				PreContext: texts(), ContextLine: text(), PostContext: texts(), Vars: raw(),
			}},
		})
		e.Breadcrumbs = append(e.Breadcrumbs, Breadcrumb{Timestamp: at(), Type: text(), Category: text(), Level: text(), Message: text(), Data: raw()})
	}
	if r.IntN(2) == 0 {
		e.Sent = []byte(text())
	}
	return e
}

func TestPayloadRefuses(t *testing.T) {
	codec := NewPayloadCodec()
	good, err := codec.Encode(said("x"))
	if err != nil {
		t.Fatal(err)
	}
	zip, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		about   string
		payload []byte
	}{
		{"nothing", nil},
		{"another version", append([]byte{3}, good[1:]...)},
		{"half of it", good[:len(good)/2]},
		{"no JSON", zip.EncodeAll([]byte("{"), []byte{1})},
		{"a bomb", zip.EncodeAll([]byte(strings.Repeat(" ", maxPayload+MaxEventSize)+"{}"), []byte{1})},
	} {
		if e, err := codec.Decode(c.payload); err == nil {
			t.Errorf("%s: became %+v", c.about, e)
		}
	}
}

// What could not be read back is not written.
func TestPayloadTooLarge(t *testing.T) {
	e := said(strings.Repeat("x", maxPayload))
	if _, err := NewPayloadCodec().Encode(e); err == nil {
		t.Error("no error")
	}
}

func FuzzDecodePayload(f *testing.F) {
	codec := NewPayloadCodec()
	good, err := codec.Encode(raised("E", "x", "+a|b|c:1"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, payload []byte) {
		if e, err := codec.Decode(payload); (e == nil) == (err == nil) {
			t.Errorf("event %v with error %v", e, err)
		}
	})
}

func BenchmarkPayload(b *testing.B) {
	codec := NewPayloadCodec()
	for _, frames := range []int{5, 40} {
		var stack []string
		for i := range frames {
			stack = append(stack, fmt.Sprintf("+com.acme.shop.service%d|Service.java|handle%d:%d", i, i, i))
		}
		e := raised("PaymentException", "could not charge order 17", stack...)
		for i := range e.Exceptions[0].Frames {
			f := &e.Exceptions[0].Frames[i]
			f.ContextLine = "return service.handle(order, customer, cart)"
			f.PreContext, f.PostContext = slices.Repeat([]string{f.ContextLine}, 5), slices.Repeat([]string{f.ContextLine}, 5)
		}
		plain, err := json.Marshal(e)
		if err != nil {
			b.Fatal(err)
		}
		payload, err := codec.Encode(e)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("encode/%dB", len(plain)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.Encode(e); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("decode/%dB", len(plain)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.Decode(payload); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What was sent comes back as it was, line ends and all; what was packed before
// that was kept is still read.
func TestPayloadWithWhatWasSent(t *testing.T) {
	codec := NewPayloadCodec()
	for _, sent := range []string{"", "\n", "{\"message\":\n\"x\"}", "\x00\xff\n\n"} {
		e := &Event{Message: "line\nend", Sent: []byte(sent)}
		payload, err := codec.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := codec.Decode(payload)
		if err != nil || got.Message != e.Message || got.Sent == nil || string(got.Sent) != sent {
			t.Errorf("got %q of %q, %v", got.Sent, sent, err)
		}
	}
	payload, err := codec.Encode(&Event{Message: "x"})
	if err != nil || payload[0] != 1 {
		t.Fatalf("what nobody sent is packed as %x, %v", payload[:1], err)
	}
	if got, err := codec.Decode(payload); err != nil || got.Sent != nil {
		t.Errorf("got %q, %v, want nothing sent", got.Sent, err)
	}
}
