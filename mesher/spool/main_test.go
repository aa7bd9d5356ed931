package spool

import (
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

// The test program is also the one that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(asVictim); dir != "" {
		appendUntilKilled(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

// open opens a spool for as long as the test.
func open(t testing.TB, dir string, c Config) *Spool {
	t.Helper()
	s, err := Open(dir, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *Spool) mustAppend(t testing.TB, records ...string) {
	t.Helper()
	var all [][]byte
	for _, r := range records {
		all = append(all, []byte(r))
	}
	if err := s.Append(all...); err != nil {
		t.Fatal(err)
	}
}

// drain takes and drops all records, at most so many at a time.
func (s *Spool) drain(t testing.TB, atATime int) (all []string) {
	t.Helper()
	for {
		b, err := s.Take(atATime, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Records) == 0 {
			return all
		}
		for _, r := range b.Records {
			all = append(all, string(r))
		}
		if err := s.Drop(b); err != nil {
			t.Fatal(err)
		}
	}
}

// files counts the segments in a spool's folder.
func files(t testing.TB, dir string) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}
