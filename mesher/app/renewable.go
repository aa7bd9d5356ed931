package app

import (
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"
)

// A renewable is the content of files that may be replaced while the program
// runs: each use checks whether they changed. While they can't be read, or don't
// match each other, as in the middle of being replaced, the old content stays in
// use.
type renewable[T any] struct {
	files []string
	read  func() (held T, until time.Time, err error)
	log   *slog.Logger

	mu   sync.Mutex // guards the fields below
	held T
	seen []version // of the files, when they were last read
}

// A version identifies a state of a file; zero: there is no file.
type version struct {
	at   time.Time
	size int64
}

func openRenewable[T any](log *slog.Logger, read func() (T, time.Time, error), files ...string) (*renewable[T], error) {
	r := &renewable[T]{files: files, read: read, log: log, seen: versions(files)}
	var err error
	r.held, _, err = read()
	return r, err
}

// current returns the content of the files.
func (r *renewable[T]) current() T {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := versions(r.files)
	if slices.Equal(seen, r.seen) {
		return r.held
	}
	r.seen = seen
	fresh, until, err := r.read()
	if err != nil {
		r.log.Warn("the new certificate can't be read; the old one stays in use", "files", r.files, "err", err)
		return r.held
	}
	r.log.Info("a new certificate is in use", "files", r.files, "until", until)
	r.held = fresh
	return r.held
}

func versions(files []string) []version {
	seen := make([]version, len(files))
	for i, file := range files {
		if info, err := os.Stat(file); err == nil {
			seen[i] = version{info.ModTime(), info.Size()}
		}
	}
	return seen
}
