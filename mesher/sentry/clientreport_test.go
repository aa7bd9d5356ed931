package sentry

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestClientReport(t *testing.T) {
	got, err := DecodeClientReport([]byte(`{"timestamp":1,"discarded_events":[
		{"reason":"sample_rate","category":"error","quantity":12},
		{"reason":"queue_overflow","category":"transaction","quantity":"3"},
		{"reason":"x","category":"error","quantity":-1},
		{"reason":"x","category":{},"quantity":1},
		{"reason":"x","category":"` + strings.Repeat("x", 100) + `","quantity":1},
		{"category":"span","quantity":99999999999},
		{"category":"error","quantity":88888888},
		{"category":"error","quantity":0},
		{"category":"error","quantity":NaN},
		"nothing", null]}`))
	want := []Discarded{
		{Error, "sample_rate", 12}, {Traces, "queue_overflow", 3}, {Error, "", 1_000_000},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v\nwant %v", got, err, want)
	}
	for _, payload := range []string{`{}`, `{"discarded_events":{}}`, `{"discarded_events":null}`} {
		if got, err := DecodeClientReport([]byte(payload)); err != nil || len(got) > 0 {
			t.Errorf("%s: %v, %v", payload, got, err)
		}
	}
	for _, payload := range []string{``, `[]`, `{`} {
		if _, err := DecodeClientReport([]byte(payload)); mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("%q: %v, want Invalid", payload, err)
		}
	}
	many := fmt.Sprintf(`{"discarded_events":[%s]}`, strings.Repeat(`{"category":"error","quantity":1},`, 500)+"null")
	if got, err := DecodeClientReport([]byte(many)); err != nil || len(got) != 100 {
		t.Errorf("%d lines, %v; want 100", len(got), err)
	}
}

func FuzzDecodeClientReport(f *testing.F) {
	f.Add([]byte(`{"discarded_events":[{"reason":"sample_rate","category":"error","quantity":12}]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		lines, err := DecodeClientReport(payload)
		if err != nil && mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("an error that is not for clients: %v", err)
		}
		for _, line := range lines {
			if line.Quantity < 1 || line.Quantity > maxQuantity || len(line.Reason) > 64 {
				t.Errorf("out of bounds: %+v", line)
			}
		}
	})
}
