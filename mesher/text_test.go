package mesher

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCutText(t *testing.T) {
	for _, c := range []struct {
		in, want string
		limit    int
		cut      bool
	}{
		{"short", "short", 10, false},
		{"just right", "just right", 10, false},
		{"a bit too long", "a bit t…", 10, true},
		{"üüüüü", "üüü…", 9, true},
		{"😀😀😀", "😀…", 10, true},
		{"nul\x00 is gone", "nul is gone", 20, false},
		{"bad\xff\xfebytes", "bad?bytes", 20, false},
		{strings.Repeat("\xff", 20), "?…", 10, true},
	} {
		got := c.in
		if cut := cutText(&got, c.limit); got != c.want || cut != c.cut {
			t.Errorf("%q within %d became %q, %t; want %q, %t", c.in, c.limit, got, cut, c.want, c.cut)
		}
		if !utf8.ValidString(got) || len(got) > c.limit {
			t.Errorf("%q within %d became %q", c.in, c.limit, got)
		}
	}
}

func TestNextLine(t *testing.T) {
	for _, c := range []struct{ in, line, rest string }{
		{"", "", ""}, {" \n\t\n", "", ""}, {"one", "one", ""}, {"\n\n one \r\ntwo\n", "one", "two\n"},
	} {
		if line, rest := nextLine(c.in); line != c.line || rest != c.rest {
			t.Errorf("nextLine(%q) = %q, %q; want %q, %q", c.in, line, rest, c.line, c.rest)
		}
	}
}
