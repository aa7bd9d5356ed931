package sentry

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mesh-actors/mesh/mesher"
)

// list reads a whole envelope into "type:payload" texts.
func list(r io.Reader) (items []string, err error) {
	e, err := OpenEnvelope(r)
	if err != nil {
		return nil, err
	}
	for {
		item, err := e.Next()
		if err == io.EOF {
			return items, nil
		}
		if err != nil {
			return items, err
		}
		text := fmt.Sprintf("%s:%s", item.Type, item.Payload)
		if !item.Kept() {
			text = fmt.Sprintf("%s:%d bytes", item.Type, item.Size)
		}
		items = append(items, text)
	}
}

func TestEnvelopeFraming(t *testing.T) {
	for _, c := range []struct{ about, in, want string }{
		{"header only", `{}`, ""},
		{"header and line end", "{}\n", ""},
		{"one without a length", "{}\n{\"type\":\"event\"}\n{\"a\":1}\n", `event:{"a":1}`},
		{"one without a length or an end", "{}\n{\"type\":\"event\"}\n{\"a\":1}", `event:{"a":1}`},
		{"one with a length", "{}\n{\"type\":\"event\",\"length\":3}\na\nb\n", "event:a\nb"},
		{"a length and no line end", "{}\n{\"type\":\"event\",\"length\":3}\na\nb", "event:a\nb"},
		{"a length of null", "{}\n{\"type\":\"event\",\"length\":null}\nab\n", "event:ab"},
		{"an empty payload with a length", "{}\n{\"type\":\"event\",\"length\":0}\n\n{\"type\":\"session\"}\nxx", "event: session:2 bytes"},
		{"an empty payload at the end", "{}\n{\"type\":\"event\"}", "event:"},
		{"several, some not kept", "{}\n{\"type\":\"attachment\",\"length\":5}\na\n\nb\n\n{\"type\":\"event\"}\n1\n{\"type\":\"event\"}\n2\n{\"type\":\"new_thing\"}\nabc\n", "attachment:5 bytes event:1 event:2 new_thing:3 bytes"},
		{"empty lines at the end", "{}\n{\"type\":\"event\"}\n1\n\n\n", "event:1"},
		{"a long payload that is not kept", "{}\n{\"type\":\"attachment\"}\n" + strings.Repeat("x", 100_000) + "\n{\"type\":\"event\"}\n1", "attachment:100000 bytes event:1"},
		{"a long one that is", "{}\n{\"type\":\"client_report\"}\n" + strings.Repeat("x", 20_000) + "\n", "client_report:" + strings.Repeat("x", 20_000)},
	} {
		t.Run(c.about, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
				items, err := list(r)
				if got := strings.Join(items, " "); err != nil || got != c.want {
					t.Errorf("got %.200q, %v, want %.200q", got, err, c.want)
				}
			}
		})
	}
}

func TestEnvelopeRefuses(t *testing.T) {
	for _, c := range []struct {
		about, in, says string
		kind            mesher.Kind
	}{
		{"nothing", "", "empty", mesher.Invalid},
		{"no header", "\n", "header", mesher.Invalid},
		{"a header that is a list", "[]\n", "header", mesher.Invalid},
		{"a header cut short", `{"event_id":`, "header", mesher.Invalid},
		{"a header without end", "{" + strings.Repeat(" ", 9000), "larger than 8192", mesher.TooLarge},
		{"an item's header that is none", "{}\nevent\n{}", "item's header", mesher.Invalid},
		{"an item without a type", "{}\n{\"length\":1}\na", `no "type"`, mesher.Invalid},
		{"an item's header without end", "{}\n{\"type\":\"" + strings.Repeat("x", 9000), "larger than 8192", mesher.TooLarge},
		{"a length below zero", "{}\n{\"type\":\"event\",\"length\":-1}\n{}", "below zero", mesher.Invalid},
		{"a length that is a text", "{}\n{\"type\":\"event\",\"length\":\"1\"}\n{}", "item's header", mesher.Invalid},
		{"a length with a fraction", "{}\n{\"type\":\"event\",\"length\":1.5}\n{}", "item's header", mesher.Invalid},
		{"a length beyond counting", "{}\n{\"type\":\"event\",\"length\":99999999999999999999}\n{}", "item's header", mesher.Invalid},
		{"an end too early", "{}\n{\"type\":\"event\",\"length\":10}\n{}", "ends 8 bytes before", mesher.Invalid},
		{"an end too early in what is not kept", "{}\n{\"type\":\"attachment\",\"length\":10}\n{}", "ends 8 bytes before", mesher.Invalid},
		{"a length too short", "{}\n{\"type\":\"event\",\"length\":1}\n{}\n", "does not end after the 1 bytes", mesher.Invalid},
		{"an event too large", "{}\n{\"type\":\"event\",\"length\":1048577}\n{}", "larger than 1048576", mesher.TooLarge},
		{"an event too large that does not say so", "{}\n{\"type\":\"event\"}\n" + strings.Repeat("x", 1<<20+1), "larger than 1048576", mesher.TooLarge},
	} {
		t.Run(c.about, func(t *testing.T) {
			_, err := list(strings.NewReader(c.in))
			if mesher.KindOf(err) != c.kind || err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want a %v that says %s", err, c.kind, c.says)
			}
		})
	}
}

func TestEnvelopeKeepsTheReadersError(t *testing.T) {
	broken := errors.New("line cut")
	for _, in := range []string{"", "{}\n", "{}\n{\"type\":\"event\",\"length\":9}\nx", "{}\n{\"type\":\"x\",\"length\":9}\nx", "{}\n{\"type\":\"event\"}\nx", "{}\n{\"type\":\"event\",\"length\":1}\nx"} {
		if _, err := list(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken))); !errors.Is(err, broken) {
			t.Errorf("after %q: %v, want %v", in, err, broken)
		}
	}
}

func TestEnvelopeHeaderIsLenient(t *testing.T) {
	e, err := OpenEnvelope(strings.NewReader(`{"event_id":"x","sent_at":7,"dsn":["a"],"other":NaN}`))
	if err != nil || e.Header != (Header{}) {
		t.Errorf("got %+v, %v", e, err)
	}
}

func TestAfterAnErrorTheRestIsLost(t *testing.T) {
	e, err := OpenEnvelope(strings.NewReader("{}\nbad\n{\"type\":\"event\"}\n1"))
	if err != nil {
		t.Fatal(err)
	}
	_, first := e.Next()
	if _, again := e.Next(); first == nil || again != first {
		t.Errorf("first %v, then %v", first, again)
	}
}

// Whatever arrives, reading ends, with an error that a client can read.
func FuzzEnvelope(f *testing.F) {
	for _, file := range []string{"browser.envelope", "node.envelope", "go.envelope", "python.envelope"} {
		f.Add(fixture(f, file))
	}
	f.Add([]byte("{}\n{\"type\":\"event\",\"length\":2}\n{}\n{\"type\":\"event\"}\n\n\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		items, err := list(strings.NewReader(string(in)))
		if _, ok := errors.AsType[*mesher.Error](err); err != nil && !ok {
			t.Errorf("an error that is not for clients: %v", err)
		}
		size := 0
		for _, item := range items {
			size += len(item)
		}
		if size > 32*len(in)+64 {
			t.Errorf("%d bytes of items from %d", size, len(in))
		}
	})
}

func BenchmarkEnvelope(b *testing.B) {
	in := string(fixture(b, "node.envelope"))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := list(strings.NewReader(in)); err != nil {
			b.Fatal(err)
		}
	}
}
