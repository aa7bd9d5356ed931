package app

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// A lookout reads the log of another process while that writes it, so that a test
// can do something the moment that it says something.
type lookout struct {
	mu    sync.Mutex // guards what follows
	rest  []byte     // of a line that has not ended
	lines []string
	more  chan struct{} // closed when there are more lines
}

// newLookout tells what it read last when the test fails.
func newLookout(t *testing.T) *lookout {
	l := &lookout{more: make(chan struct{})}
	t.Cleanup(func() {
		if t.Failed() {
			l.mu.Lock()
			defer l.mu.Unlock()
			t.Logf("its log:\n%s", strings.Join(l.lines[max(0, len(l.lines)-40):], "\n"))
		}
	})
	return l
}

func (l *lookout) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, b...)
	for {
		line, rest, ended := bytes.Cut(l.rest, []byte("\n"))
		if !ended {
			break
		}
		l.lines, l.rest = append(l.lines, string(line)), rest
	}
	close(l.more)
	l.more = make(chan struct{})
	return len(b), nil
}

// now is the place in the log after what was read until now.
func (l *lookout) now() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.lines)
}

// since is what was read from a place on and has all these parts.
func (l *lookout) since(place int, parts ...string) (lines []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines[place:] {
		if hasAll(line, parts) {
			lines = append(lines, line)
		}
	}
	return lines
}

func hasAll(line string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(line, part) {
			return false
		}
	}
	return true
}

// await returns when there is such a line, from a place on.
func (l *lookout) await(t *testing.T, place int, parts ...string) {
	t.Helper()
	for patience := time.After(time.Minute); ; {
		l.mu.Lock()
		more := l.more
		l.mu.Unlock()
		if len(l.since(place, parts...)) > 0 {
			return
		}
		select {
		case <-more:
		case <-patience:
			t.Fatalf("the log does not say %q", parts)
		}
	}
}
