package observe

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzAnswer reads any answer of a node.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"name":"a","uptime_ns":1,"figures":[{"name":"x","number":1}]}`))
	f.Add([]byte(`{"rows":[{"id":"x","depth":-1,"pid":"<a#1/2>","crashed_at":"2026-01-01T00:00:00Z"}]}`))
	f.Add([]byte(`{"items":[{"pid":"<nobody>"}],"total":-1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		decode[Node](b)
		decode[Tree](b)
		decode[List[Link]](b)
		decode[List[Name]](b)
		if page, err := decode[List[Process]](b); err == nil {
			if again, err := encode(page); err == nil {
				if _, err := decode[List[Process]](again); err != nil {
					t.Errorf("%s is read, and then not: %v", again, err)
				}
			}
		}
	})
}

func TestNoAnswers(t *testing.T) {
	for _, reply := range []any{nil, 1, "{}", []byte("{"), make([]byte, maxAnswer+1), []byte(`{"uptime_ns":"long"}`)} {
		if got, err := decode[Node](reply); err == nil {
			t.Errorf("%.20v is read as %+v", reply, got)
		}
	}
	if b, err := encode(strings.Repeat("x", maxAnswer)); err == nil {
		t.Errorf("an answer of %d bytes", len(b))
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"till":                    "till",
		"a\nb\x1b[31mc\u2029":     "a b [31mc ",
		"\xff":                    "\ufffd",
		strings.Repeat("x", 200):  strings.Repeat("x", 200),
		strings.Repeat("é", 101):  strings.Repeat("é", 98) + "…",
		strings.Repeat("x", 9000): strings.Repeat("x", 197) + "…",
	} {
		if got := plain(in); got != want {
			t.Errorf("of %.20q: %q, want %q", in, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("till")
	f.Add(strings.Repeat("\xff", 500))
	f.Fuzz(func(t *testing.T, s string) {
		if got := plain(s); len(got) > maxText || !utf8.ValidString(got) || plain(got) != got {
			t.Errorf("of %q: %q", s, got)
		}
	})
}

// The first of many are those that sorting puts first.
func TestFirst(t *testing.T) {
	for range 1000 {
		all := rand.Perm(rand.IntN(30))
		f := first[int]{n: 1 + rand.IntN(10), before: func(a, b int) bool { return a < b }}
		for _, v := range all {
			f.show(v)
		}
		slices.SortFunc(all, cmp.Compare)
		if want := all[:min(f.n, len(all))]; !slices.Equal(f.items, want) || f.more != (len(all) > f.n) {
			t.Fatalf("of %v the first %d are %v (more: %v)", all, f.n, f.items, f.more)
		}
	}
}

func TestRank(t *testing.T) {
	r := rank{key: 1<<64 - 1, born: 7}
	if got, err := parseRank(r.String()); err != nil || got != r {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"-", "1", "1-", "-1", "1-0", "g-1", "1-1-1", "10000000000000000-1"} {
		if got, err := parseRank(bad); err == nil {
			t.Errorf("%q is %v", bad, got)
		}
	}
}
