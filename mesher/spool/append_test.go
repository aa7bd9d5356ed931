package spool

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// isFolder distinguishes the fsync of the folder, once for each new file, from
// those of records.
func isFolder(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.IsDir()
}

// No append returns before the fsync, and those that come while the disk works
// share the next.
func TestAppendsShareAnFsync(t *testing.T) {
	s := open(t, t.TempDir(), Config{})
	syncingc, goc := make(chan struct{}), make(chan struct{})
	var syncs int
	s.sync = func(f *os.File) error {
		if !isFolder(f) {
			syncs++
			syncingc <- struct{}{}
			<-goc
		}
		return f.Sync()
	}
	var all sync.WaitGroup
	answeredc := make(chan error, 101)
	appendOne := func(n int) { all.Go(func() { answeredc <- s.Append(fmt.Append(nil, n)) }) }
	appendOne(0)
	<-syncingc
	for n := range 100 {
		appendOne(n + 1)
	}
	for joined := 0; joined < 100; { // all wait for the next write
		s.mu.Lock()
		joined = len(s.waiting.records)
		s.mu.Unlock()
	}
	if n := len(answeredc); n != 0 {
		t.Errorf("%d were answered before the fsync", n)
	}
	goc <- struct{}{}
	<-syncingc
	if n := len(answeredc); n > 1 {
		t.Errorf("%d were answered before the second fsync", n)
	}
	goc <- struct{}{}
	all.Wait()
	close(answeredc)
	for err := range answeredc {
		if err != nil {
			t.Error(err)
		}
	}
	if syncs != 2 {
		t.Errorf("%d fsyncs for a record and then a hundred, want 2", syncs)
	}
	if n := len(s.drain(t, 1000)); n != 101 {
		t.Errorf("%d records came out, want 101", n)
	}
}

// A disk that fails refuses the new records, keeps the old ones, and is tried
// again.
func TestAFailingDisk(t *testing.T) {
	for _, c := range []struct {
		about  string
		before []string
		folder bool // it is the new file's entry that can't be written
	}{
		{"the first write", nil, false},
		{"a later write", []string{"a", "b"}, false},
		{"a new file", nil, true},
	} {
		t.Run(c.about, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, Config{})
			for _, r := range c.before {
				s.mustAppend(t, r)
			}
			broken := errors.New("input/output error")
			s.sync = func(f *os.File) error {
				if isFolder(f) == c.folder {
					return broken
				}
				return f.Sync()
			}
			held := s.Held()
			if err := s.Append([]byte("refused")); !errors.Is(err, broken) {
				t.Fatalf("the append answers %v", err)
			}
			if s.Held() != held {
				t.Errorf("%d bytes are held for what was refused", s.Held()-held)
			}
			s.sync = (*os.File).Sync
			s.mustAppend(t, "later")
			s.Close()
			want := append(c.before, "later")
			if got := open(t, dir, Config{}).drain(t, 100); !slices.Equal(got, want) {
				t.Errorf("it kept %q, want %q", got, want)
			}
		})
	}
}

func TestManyAppendWhileOneDrains(t *testing.T) {
	const senders, each = 8, 100
	s := open(t, t.TempDir(), Config{SegmentBytes: 200})
	var all sync.WaitGroup
	for sender := range senders {
		all.Go(func() {
			for n := range each {
				if err := s.Append(fmt.Appendf(nil, "%d %03d", sender, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	var got []string
	for draining := true; draining; {
		select {
		case <-done:
			draining = false
		default:
		}
		got = append(got, s.drain(t, 7)...)
	}
	if len(got) != senders*each {
		t.Errorf("%d records came out, want %d", len(got), senders*each)
	}
	for sender := range senders { // each in its own order
		own := slices.DeleteFunc(slices.Clone(got), func(r string) bool { return !strings.HasPrefix(r, fmt.Sprint(sender)) })
		if !slices.IsSorted(own) || len(slices.Compact(own)) != each {
			t.Errorf("sender %d: %q", sender, own)
		}
	}
}
