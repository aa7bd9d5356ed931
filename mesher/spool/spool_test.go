package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/lockfile"
)

func TestRecordsComeOutInOrder(t *testing.T) {
	for _, c := range []struct {
		about   string
		config  Config
		atATime int
	}{
		{"one file", Config{}, 100},
		{"a file for each", Config{SegmentBytes: 1}, 100},
		{"one at a time", Config{SegmentBytes: 64}, 1},
	} {
		t.Run(c.about, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, c.config)
			var want []string
			for n := range 20 {
				record := strings.Repeat("x", n) // the first is empty
				want = append(want, record)
				s.mustAppend(t, record)
			}
			if got := s.drain(t, c.atATime); !slices.Equal(got, want) {
				t.Errorf("got %q", got)
			}
			if n := files(t, dir); n != 0 || s.Held() != 0 {
				t.Errorf("an empty spool has %d files and holds %d bytes", n, s.Held())
			}
			s.mustAppend(t, "again")
			if got := s.drain(t, 1); !slices.Equal(got, []string{"again"}) {
				t.Errorf("after it was empty: %q", got)
			}
		})
	}
}

func TestWhatWasNotDroppedComesAgain(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Config{})
	s.mustAppend(t, "a", "b", "c")
	for range 2 {
		b, err := s.Take(2, 1<<20)
		if err != nil || len(b.Records) != 2 || string(b.Records[0]) != "a" {
			t.Fatalf("took %q, %v", b.Records, err)
		}
	}
	b, _ := s.Take(1, 1<<20)
	for range 2 { // the second changes nothing
		if err := s.Drop(b); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.drain(t, 1); !slices.Equal(got, []string{"b", "c"}) {
		t.Errorf("the rest is %q", got)
	}

	s.mustAppend(t, "d", "e")
	s.Close()
	s = open(t, dir, Config{})
	s.mustAppend(t, "f")
	if got := s.drain(t, 100); !slices.Equal(got, []string{"d", "e", "f"}) {
		t.Errorf("after a restart: %q", got)
	}
}

// A batch is bounded in bytes, and yet a large record gets through.
func TestBatchesAreBounded(t *testing.T) {
	s := open(t, t.TempDir(), Config{})
	s.mustAppend(t, "aaaa", "bb", "cc", "d")
	for _, want := range []string{"[aaaa]", "[bb]", "[cc d]", "[]"} {
		b, err := s.Take(100, 3)
		if err != nil || fmt.Sprintf("%s", b.Records) != want {
			t.Errorf("took %s, %v; want %s", b.Records, err, want)
		}
		if err := s.Drop(b); err != nil {
			t.Fatal(err)
		}
	}
}

// A full spool refuses, keeps within its bound, and takes again as soon as
// something was dropped.
func TestFull(t *testing.T) {
	dir := t.TempDir()
	const most = 10 * (headerSize + 10)
	s := open(t, dir, Config{MaxBytes: most, SegmentBytes: 1})
	record := strings.Repeat("x", 10)
	for range 10 {
		s.mustAppend(t, record)
	}
	for range 2 {
		if err := s.Append([]byte(record)); !errors.Is(err, ErrFull) {
			t.Fatalf("a full spool answers %v", err)
		}
	}
	if held := s.Held(); held != most {
		t.Errorf("it holds %d bytes, want %d", held, most)
	}
	b, err := s.Take(1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Drop(b); err != nil {
		t.Fatal(err)
	}
	s.mustAppend(t, record)
	if n := len(s.drain(t, 100)); n != 10 {
		t.Errorf("%d records came out, want 10", n)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Config{})
	if err := s.Append(make([]byte, MaxRecord+1)); err == nil {
		t.Error("a record beyond the bound was taken")
	}
	s.Close()
	if err := s.Append([]byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed spool answers %v", err)
	}
	if _, err := Open(dir, Config{MaxBytes: -1}); err == nil {
		t.Error("a negative bound was taken")
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file, Config{}); err == nil {
		t.Error("a file was opened as a folder")
	}
	if _, err := Open(dir, Config{}); err != nil {
		t.Errorf("another's file in the folder: %v", err)
	}
}

// A folder in use is refused before anything in it is touched.
func TestTwoOnOneFolder(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir, Config{})
	first.mustAppend(t, "one")
	if _, err := Open(dir, Config{}); !errors.Is(err, lockfile.ErrTaken) {
		t.Errorf("the second got %v", err)
	}
	if got := first.drain(t, 10); len(got) != 1 {
		t.Errorf("the first has %q", got)
	}
}

// The number of waiting records is known, including those from before a restart.
func TestRecordsAreCounted(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Config{SegmentBytes: 40})
	want := func(n int) {
		t.Helper()
		if got := s.Records(); got != n {
			t.Errorf("it says that it holds %d records, want %d", got, n)
		}
	}
	want(0)
	for range 10 {
		s.mustAppend(t, "ab", "cd")
	}
	want(20)
	b, err := s.Take(3, 1<<20)
	if err == nil {
		err = s.Drop(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	want(20 - len(b.Records))
	s.Close()
	s = open(t, dir, Config{})
	want(20 - len(b.Records))
	s.drain(t, 2)
	want(0)
}
