package spool

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// summed puts the right sum behind a cursor.
func summed(b []byte) []byte {
	binary.LittleEndian.PutUint32(b[20:], crc32.Checksum(b[:20], castagnoli))
	return b
}

// After a restart the queue goes on where it was; if the place is unknown, it
// begins with the oldest file.
func TestCursor(t *testing.T) {
	all, rest := []string{"a", "b", "c"}, []string{"c"}
	for _, c := range []struct {
		about  string
		change func([]byte) []byte // nil: removed
		want   []string
	}{
		{"as it was", func(b []byte) []byte { return b }, rest},
		{"gone", nil, all},
		{"cut", func(b []byte) []byte { return b[:cursorSize-1] }, all},
		{"empty", func(b []byte) []byte { return nil }, all},
		{"a wrong sum", func(b []byte) []byte { b[12]++; return b }, all},
		{"another segment's", func(b []byte) []byte { b[0]++; return summed(b) }, all},
		{"another salt's", func(b []byte) []byte { b[8]++; return summed(b) }, all},
		{"beyond the end", func(b []byte) []byte { b[14]++; return summed(b) }, all},
	} {
		t.Run(c.about, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, Config{})
			s.mustAppend(t, all...)
			b, err := s.Take(2, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Drop(b); err != nil {
				t.Fatal(err)
			}
			s.Close()
			name := filepath.Join(dir, cursorFile)
			if c.change == nil {
				err = os.Remove(name)
			} else if written, readErr := os.ReadFile(name); readErr != nil {
				err = readErr
			} else {
				err = os.WriteFile(name, c.change(written), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := open(t, dir, Config{}).drain(t, 100); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A disk too full for the cursor keeps nobody from making room on it.
func TestNoCursor(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, cursorFile), 0o700); err != nil { // in its place
		t.Fatal(err)
	}
	s := open(t, dir, Config{})
	s.mustAppend(t, "a", "b", "c")
	if got := s.drain(t, 1); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %q", got)
	}
	if files(t, dir) != 0 {
		t.Error("there is no more room than before")
	}
}
