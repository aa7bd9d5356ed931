package sentry

import (
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	for _, c := range []struct{ template, params, want string }{
		{"%s and %s", `["a",2]`, "a and 2"},
		{"%s and %s", `["a"]`, "a and %s"},
		{"%5.2f of %-10s, %#x", `[1.5,"b",255]`, "1.5 of b, 255"},
		{"100%% of %d", `[7]`, "100% of 7"},
		{"100% sure", `["x"]`, "100xure"}, // as Python reads it: a space, then s
		{"%", `["x"]`, "%"},
		{"%(a)s, %(b)d, %(c)s", `{"a":"x","b":2}`, "x, 2, %(c)s"},
		{"{a}, {b}, {}", `{"a":"x"}`, "x, {b}, {}"},
		{"{} {} {}", `["x","y"]`, "x y {}"},
		{"{1} {0} {7} {-1}", `["x","y"]`, "y x {7} {-1}"},
		{"{a", `{"a":"x"}`, "{a"},
		{"%(a", `{"a":"x"}`, "%(a"},
		{"%s", `[{"k":[1]}]`, `{"k":[1]}`},
		{"größe %s", `["ü"]`, "größe ü"},
	} {
		if got := fill(c.template, value(c.params)); got != c.want {
			t.Errorf("fill(%q, %s) = %q, want %q", c.template, c.params, got, c.want)
		}
	}
	long := `{"a":"` + strings.Repeat("x", 10_000) + `"}`
	if got := fill(strings.Repeat("{a}", 10_000), value(long)); len(got) > 120_000 {
		t.Errorf("%d bytes of filling", len(got))
	}
}
