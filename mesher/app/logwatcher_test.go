package app

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// A logWatcher reads the log of another process while it is written, so that a test
// can act at the moment at which the process logs something.
type logWatcher struct {
	mu    sync.Mutex // guards the fields below
	rest  []byte     // the beginning of a line that has not ended
	lines []string
	more  chan struct{} // closed when there are more lines
}

// newLogWatcher makes a logWatcher that shows the end of the log if the test
// fails.
func newLogWatcher(t *testing.T) *logWatcher {
	l := &logWatcher{more: make(chan struct{})}
	t.Cleanup(func() {
		if t.Failed() {
			l.mu.Lock()
			defer l.mu.Unlock()
			t.Logf("its log:\n%s", strings.Join(l.lines[max(0, len(l.lines)-40):], "\n"))
		}
	})
	return l
}

func (l *logWatcher) Write(b []byte) (int, error) {
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

// now returns the place in the log after everything read so far.
func (l *logWatcher) now() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.lines)
}

// since returns the lines from a place on that contain all parts.
func (l *logWatcher) since(place int, parts ...string) (lines []string) {
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

// await returns when there is a line from a place on that contains all parts.
func (l *logWatcher) await(t *testing.T, place int, parts ...string) {
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
