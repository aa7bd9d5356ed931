package main

import (
	"bytes"
	"regexp"
	"testing"
)

// On a terminal each picture takes the place of the one before, elsewhere it follows.
func TestShow(t *testing.T) {
	for inPlace, want := range map[bool]string{
		false: `^\d\d:\d\d:\d\d\npicture\n\n$`,
		true:  `^\x1b\[H\x1b\[J\d\d:\d\d:\d\d\npicture\n\n$`,
	} {
		var b bytes.Buffer
		if err := show(&b, []byte("picture\n"), inPlace); err != nil || !regexp.MustCompile(want).Match(b.Bytes()) {
			t.Errorf("in place %v: %q, %v", inPlace, &b, err)
		}
	}
}
