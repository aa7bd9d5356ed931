package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestCookies(t *testing.T) {
	for _, c := range []struct {
		about string
		plain string
		file  string // its content; empty: there is no file
		want  []string
		ok    bool
	}{
		{"none", "", "", nil, true},
		{"plain", "a", "", []string{"a"}, true},
		{"in a file", "", "a\n", []string{"a"}, true},
		{"while it changes", "", " new \r\n\nold", []string{"new", "old"}, true},
		{"both ways", "a", "b", nil, false},
		{"an empty file", "", "\n \n", nil, false},
		{"too many", "", "a\nb\nc\n", nil, false},
	} {
		given := cookie{Cookie: c.plain}
		if c.file != "" {
			given.CookieFile = filepath.Join(t.TempDir(), "cookie")
			if err := os.WriteFile(given.CookieFile, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := given.secrets()
		if (err == nil) != c.ok || len(got) != len(c.want) {
			t.Errorf("%s: %d secrets, %v", c.about, len(got), err)
			continue
		}
		for i, want := range c.want {
			if got[i] != mesher.SecretOf(want) {
				t.Errorf("%s: secret %d is %q, want %q", c.about, i+1, got[i].Reveal(), want)
			}
		}
	}
	if _, err := (cookie{CookieFile: filepath.Join(t.TempDir(), "nowhere")}).secrets(); err == nil {
		t.Error("a file that is not there is no error")
	}
}
