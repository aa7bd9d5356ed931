package mesher_test

import (
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestParseEmail(t *testing.T) {
	for text, want := range map[string]string{
		" Ada@Example.COM ":               "ada@example.com",
		"a+b@x.y":                         "a+b@x.y",
		"":                                "",
		"ada":                             "",
		"Ada <ada@example.com>":           "",
		"a@b\r\nBcc: c@d":                 "",
		strings.Repeat("a", 251) + "@b.c": "",
	} {
		got, err := mesher.ParseEmail(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestParseName(t *testing.T) {
	for text, want := range map[string]string{
		"  Ada \t Lovelace\n":    "Ada Lovelace",
		"":                       "",
		" \n":                    "",
		strings.Repeat("é", 100): strings.Repeat("é", 100),
		strings.Repeat("é", 101): "",
		"a\x00b\u202e\x1b[1m":    "ab[1m",
		"a\xffb":                 "ab",
	} {
		if got, err := mesher.ParseName("the name", text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"My Shop":                  "my-shop",
		"--a__b--":                 "a-b",
		"2048":                     "p-2048",
		"日本":                       "",
		"Café 1":                   "caf-1",
		strings.Repeat("ab ", 100): strings.TrimSuffix(strings.Repeat("ab-", 17)[:50], "-"),
	} {
		if got := mesher.Slug(name); got != want {
			t.Errorf("the slug of %q is %q, want %q", name, got, want)
		}
	}
}
