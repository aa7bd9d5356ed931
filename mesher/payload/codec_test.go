package payload

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

	"github.com/mesh-actors/mesh/mesher"
)

var receivedAt = time.Date(2026, 3, 1, 10, 0, 0, 123456789, time.UTC)

// Any normalised event comes back as it was.
func TestRoundTrip(t *testing.T) {
	codec := NewCodec()
	for seed := range uint64(200) {
		e := randomEvent(rand.New(rand.NewPCG(seed, 0)))
		e.Normalise(receivedAt)
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

// randomEvent fills every field of an event, so that a new field that is not
// stored does not go unnoticed.
func TestRoundTripCoversAllFields(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(200) {
		v := reflect.ValueOf(*randomEvent(rand.New(rand.NewPCG(seed, 0))))
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				seen[v.Type().Field(i).Name] = true
			}
		}
	}
	for f := range reflect.TypeFor[mesher.Event]().Fields() {
		if !seen[f.Name] && f.Name != "Notes" {
			t.Errorf("%s is never filled", f.Name)
		}
	}
}

func randomEvent(r *rand.Rand) *mesher.Event {
	text := func() string {
		letters := []rune("abc <>&\"\\\n\t\u2028é😀\x7f")
		s := make([]rune, r.IntN(8))
		for i := range s {
			s[i] = letters[r.IntN(len(letters))]
		}
		return string(s)
	}
	at := func() time.Time { return receivedAt.Add(-time.Duration(r.Int64N(int64(time.Hour)))) }
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
	e := &mesher.Event{
		ID: uuid.UUID(slices.Repeat([]byte{byte(r.Uint32())}, 16)), ProjectID: mesher.ProjectID(r.Int64()), SentAt: at(), ReceivedAt: receivedAt, Timestamp: at(),
		Level: mesher.Level(r.IntN(5)), Message: text(), Template: text(), Logger: text(), Platform: text(), Transaction: text(),
		Culprit: text(), Release: text(), Dist: text(), Environment: text(), ServerName: text(), SDK: mesher.SDK{Name: text(), Version: text()},
		Contexts: raw(), Extra: raw(), Fingerprint: texts(),
		User:    &mesher.User{ID: text(), Email: text(), Username: text(), Name: text(), IPAddress: text(), Data: raw()},
		Request: &mesher.Request{URL: text(), Method: text(), QueryString: text(), Headers: pairs(), Cookies: pairs(), Env: pairs(), Data: json.RawMessage(`{"a":1}`)},
		Tags:    map[string]string{"k": "v" + text()}, Modules: map[string]string{text(): text()},
	}
	for range r.IntN(3) {
		e.Exceptions = append(e.Exceptions, mesher.Exception{
			Type: text(), Value: text(), Module: text(), Synthetic: r.IntN(2) == 0, Handled: flag(),
			Frames: []mesher.Frame{{
				Filename: text(), AbsPath: text(), Function: text(), Module: text(), Line: r.IntN(9), Column: r.IntN(9), InApp: flag(),
				PreContext: texts(), ContextLine: text(), PostContext: texts(), Vars: raw(),
			}},
		})
		e.Breadcrumbs = append(e.Breadcrumbs, mesher.Breadcrumb{Timestamp: at(), Type: text(), Category: text(), Level: text(), Message: text(), Data: raw()})
	}
	if r.IntN(2) == 0 {
		e.Sent = []byte(text())
	}
	return e
}

func TestDecodeRefuses(t *testing.T) {
	codec := NewCodec()
	good, err := codec.Encode(&mesher.Event{Message: "x"})
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
		{"a bomb", zip.EncodeAll([]byte(strings.Repeat(" ", maxEvent+mesher.MaxEventSize)+"{}"), []byte{1})},
	} {
		if e, err := codec.Decode(c.payload); err == nil {
			t.Errorf("%s: became %+v", c.about, e)
		}
	}
}

// An event that could not be read back is not written.
func TestTooLarge(t *testing.T) {
	e := &mesher.Event{Message: strings.Repeat("x", maxEvent)}
	if _, err := NewCodec().Encode(e); err == nil {
		t.Error("no error")
	}
}

func FuzzDecode(f *testing.F) {
	codec := NewCodec()
	good, err := codec.Encode(raised(1))
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

// raised returns an event of an exception with this many frames, as large as
// those of real programs.
func raised(frames int) *mesher.Event {
	x := mesher.Exception{Type: "PaymentException", Value: "could not charge order 17"}
	const line = "return service.handle(order, customer, cart)"
	for i := range frames {
		x.Frames = append(x.Frames, mesher.Frame{
			Module: fmt.Sprint("com.acme.shop.service", i), Filename: "Service.java", Function: fmt.Sprint("handle", i),
			Line: i, InApp: new(true), PreContext: slices.Repeat([]string{line}, 5), ContextLine: line, PostContext: slices.Repeat([]string{line}, 5),
		})
	}
	return &mesher.Event{Exceptions: []mesher.Exception{x}}
}

func BenchmarkCodec(b *testing.B) {
	codec := NewCodec()
	for _, frames := range []int{5, 40} {
		e := raised(frames)
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

// What was sent comes back as it was, line ends and all; payloads without it are
// still readable.
func TestWhatWasSent(t *testing.T) {
	codec := NewCodec()
	for _, sent := range []string{"", "\n", "{\"message\":\n\"x\"}", "\x00\xff\n\n"} {
		e := &mesher.Event{Message: "line\nend", Sent: []byte(sent)}
		payload, err := codec.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := codec.Decode(payload)
		if err != nil || got.Message != e.Message || got.Sent == nil || string(got.Sent) != sent {
			t.Errorf("got %q of %q, %v", got.Sent, sent, err)
		}
	}
	payload, err := codec.Encode(&mesher.Event{Message: "x"})
	if err != nil || payload[0] != 1 {
		t.Fatalf("what nobody sent is packed as %x, %v", payload[:1], err)
	}
	if got, err := codec.Decode(payload); err != nil || got.Sent != nil {
		t.Errorf("got %q, %v, want nothing sent", got.Sent, err)
	}
}
