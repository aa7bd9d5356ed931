package ui

import "testing"

func TestVisible(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "naïve 日本語 🙂 a\tb\r\n", "naïve 日本語 🙂 a\tb\r\n"},
		{"letters written from the right stay", "שלום", "שלום"},
		{"joined emoji stay", "👩\u200d💻", "👩\u200d💻"},
		{"escape of a terminal", "\x1b[31mred", "‹U+001B›[31mred"},
		{"backspace", "a\bb", "a‹U+0008›b"},
		{"delete", "a\x7f", "a‹U+007F›"},
		{"control of eight bits", "a\u009bb", "a‹U+009B›b"},
		{"reordering", "\u202egnp.exe", "‹U+202E›gnp.exe"},
		{"isolation", "\u2066a\u2069", "‹U+2066›a‹U+2069›"},
		{"no width", "pay\u200bpal", "pay‹U+200B›pal"},
		{"byte order mark", "\ufeffa", "‹U+FEFF›a"},
		{"line separator", "a\u2028b", "a‹U+2028›b"},
		{"tag", "a\U000e0041", "a‹U+E0041›"},
		{"a broken byte stays for the browser", "a\xffb", "a\xffb"},
	} {
		if got := string(visible([]byte(c.in))); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
