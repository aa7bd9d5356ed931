package mesher

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestBudget(t *testing.T) {
	b := budget{each: 20, total: 60, depth: 2}
	raw := func(s string) json.RawMessage { return json.RawMessage(s) }
	text := func(n int) json.RawMessage { return raw(`"` + strings.Repeat("x", n-2) + `"`) }
	long := strings.Repeat("n", maxName+1)
	for _, c := range []struct {
		about string
		in    map[string]json.RawMessage
		want  []string // what is left
		noted []string
	}{
		{"nothing", nil, nil, nil},
		{"what fits", map[string]json.RawMessage{"a": text(20), "b": raw(`{"c":[1]}`)}, []string{"a", "b"}, nil},
		{"one too large", map[string]json.RawMessage{"a": text(30)}, []string{"a"}, []string{"a"}},
		{"one too deep", map[string]json.RawMessage{"a": raw(`[[[1]]]`)}, []string{"a"}, []string{"a"}},
		{"too many, by name", map[string]json.RawMessage{"d": text(20), "c": text(18), "b": text(18), "a": text(18)}, []string{"a", "b", "c"}, []string{"d"}},
		{"room for a small one", map[string]json.RawMessage{"a": text(20), "b": text(20), "c": text(20), "d": raw("1")}, []string{"a", "b", "d"}, []string{"c"}},
		{"a long name", map[string]json.RawMessage{long: raw("1"), "a": raw("1")}, []string{"a"}, []string{long}},
	} {
		t.Run(c.about, func(t *testing.T) {
			var noted []string
			if fits := b.fits(c.in); fits != (c.noted == nil) {
				t.Errorf("fits: %t", fits)
			}
			b.apply(c.in, func(name, _ string) { noted = append(noted, name) })
			if left := slices.Sorted(maps.Keys(c.in)); !slices.Equal(left, c.want) || !slices.Equal(noted, c.noted) {
				t.Errorf("left %.20q, noted %.20q; want %.20q and %.20q", left, noted, c.want, c.noted)
			}
			if !b.fits(c.in) {
				t.Errorf("%v does not fit afterwards", c.in)
			}
		})
	}
}

func TestFramesAreTrimmed(t *testing.T) {
	var lines []string
	for i := range 50 {
		lines = append(lines, fmt.Sprint(i))
	}
	f := Frame{PreContext: slices.Clone(lines), PostContext: slices.Clone(lines), Vars: map[string]json.RawMessage{
		"big": json.RawMessage(`"` + strings.Repeat("x", 5000) + `"`), "small": json.RawMessage("1"),
	}}
	if !f.trim() || f.trim() {
		t.Error("trimming must say that it cut, and be done with one time")
	}
	if len(f.PreContext) != 20 || f.PreContext[19] != "49" || len(f.PostContext) != 20 || f.PostContext[0] != "0" {
		t.Errorf("not the nearest lines: %v, %v", f.PreContext, f.PostContext)
	}
	if len(f.Vars["big"]) > 2048 || string(f.Vars["small"]) != "1" {
		t.Errorf("variables of %d and %d bytes", len(f.Vars["big"]), len(f.Vars["small"]))
	}
}
