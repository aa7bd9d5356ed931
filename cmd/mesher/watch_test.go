package main

import (
	"bytes"
	"regexp"
	"testing"
)

// On a terminal each picture replaces the one before, and no line of it is wider;
// elsewhere it follows, uncut.
func TestShow(t *testing.T) {
	for width, want := range map[int]string{
		0:  `^\d\d:\d\d:\d\d\na picture\nä\n\n$`,
		80: `^\x1b\[H\x1b\[J\d\d:\d\d:\d\d\na picture\nä\n\n$`,
		9:  `^\x1b\[H\x1b\[J\d\d:\d\d:\d\d\na picture\nä\n\n$`,
		5:  `^\x1b\[H\x1b\[J\d\d:\d\d:\d\d\na pi…\nä\n\n$`,
		1:  `^\x1b\[H\x1b\[J\d\d:\d\d:\d\d\n…\nä\n\n$`,
	} {
		var b bytes.Buffer
		if err := show(&b, []byte("a picture\nä\n"), width); err != nil || !regexp.MustCompile(want).Match(b.Bytes()) {
			t.Errorf("in %d columns: %q, %v", width, &b, err)
		}
	}
}
