package ui

import (
	"encoding/json"
	"testing"
)

func TestReadable(t *testing.T) {
	for raw, want := range map[string]string{
		`"text"`:        "text",
		`"a\nb"`:        "a\nb",
		`12.50`:         "12.50",
		`null`:          "null",
		`{"b":1,"a":2}`: "{\n  \"b\": 1,\n  \"a\": 2\n}",
		`{broken`:       "{broken",
		``:              "",
	} {
		if got := readable(json.RawMessage(raw)); got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
}
