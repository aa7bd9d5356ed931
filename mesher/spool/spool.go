package spool

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/mesh-actors/mesh/mesher/lockfile"
)

// ErrFull is returned when a spool has no room for a record.
var ErrFull = errors.New("the spool is full")

// ErrClosed is returned when a spool was closed.
var ErrClosed = errors.New("the spool is closed")

// Config configures a [Spool]; zero is a good default for every field.
type Config struct {
	// MaxBytes bounds the total size of the files; default 1 GB.
	MaxBytes int64
	// SegmentBytes is how large a file grows before the next is begun; default 16
	// MB, or an eighth of MaxBytes if that is less. Space is freed in pieces of that
	// size.
	SegmentBytes int64
	// Report is called by the reader with what could not be read; by default it is
	// not called.
	Report func(Damage)
}

// Damage is a part of a file that was skipped.
type Damage struct {
	File          string
	Offset, Bytes int64
	// Tail says that it is the last part of the file, as a write ends that a kill
	// cut short: then no answered record was lost.
	Tail bool
}

// A Spool is a queue in a folder. Any number of goroutines may append; one at a
// time may take.
type Spool struct {
	dir    string
	lock   *lockfile.Lock // of the folder, until Close
	config Config
	sync   func(*os.File) error // File.Sync, which tests count

	writing sync.Mutex // having it is the turn to write; taken before mu

	mu       sync.Mutex // guards the fields below
	segments []*segment // the oldest first
	last     uint64     // the number of the newest segment so far
	held     int64      // bytes in the segments, and on their way to them
	waiting  *group     // what the next write takes
	from     int64      // the offset in the first segment up to which records were dropped
	closed   bool
}

// Open opens the queue in a folder. If there is none, it makes one that only its
// owner can read.
func Open(dir string, c Config) (*Spool, error) {
	c.MaxBytes = cmp.Or(c.MaxBytes, 1<<30)
	c.SegmentBytes = cmp.Or(c.SegmentBytes, min(16<<20, c.MaxBytes/8))
	if c.MaxBytes < 0 || c.SegmentBytes < 0 {
		return nil, errors.New("open spool: a size is negative")
	}
	if c.Report == nil {
		c.Report = func(Damage) {}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	lock, err := lockfile.Take(dir)
	if err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	segments, err := findSegments(dir)
	if err != nil {
		lock.Release()
		return nil, fmt.Errorf("open spool: %w", err)
	}
	s := &Spool{dir: dir, lock: lock, config: c, sync: (*os.File).Sync, segments: segments, waiting: new(group)}
	if len(segments) > 0 {
		s.from = s.marked(segments[0])
	}
	from := s.from
	for _, one := range segments {
		s.held += one.size
		s.last = one.number
		one.held, from = one.count(from), 0
	}
	return s, nil
}

// Held returns how many bytes the spool holds.
func (s *Spool) Held() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held - s.from
}

// Records returns how many records the spool holds. Of files that an earlier
// program left it counts only the records before the first damage.
func (s *Spool) Records() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.segments {
		n += one.held
	}
	return n
}

// Close waits for the write under way. What is held stays for the next time.
func (s *Spool) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var err error
	if one := s.open(); one != nil {
		err = one.seal()
	}
	return errors.Join(err, s.lock.Release())
}

// open returns the segment being written, nil if there is none. It is the newest.
// The caller holds mu.
func (s *Spool) open() *segment {
	if n := len(s.segments); n > 0 && s.segments[n-1].file != nil {
		return s.segments[n-1]
	}
	return nil
}

// seal ends the writing of a segment.
func (one *segment) seal() error {
	file := one.file
	one.file = nil
	return file.Close()
}
