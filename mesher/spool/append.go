package spool

import (
	"errors"
	"fmt"
	"os"
)

// A group is what one write takes: the records that came while the write before
// was under way.
type group struct {
	records [][]byte
	bytes   int64 // of its frames

	settled bool // guarded by Spool.writing, like err
	err     error
}

// Append adds records and returns when they are on the disk: all of them or,
// after an error, none. It returns [ErrFull] if there is no room.
func (s *Spool) Append(records ...[]byte) error {
	g, err := s.join(records)
	if err != nil {
		return err
	}
	// The first caller of the group to get the turn writes for all of them.
	s.writing.Lock()
	defer s.writing.Unlock()
	if !g.settled {
		g.settled, g.err = true, s.write(g)
	}
	return g.err
}

// join adds records to the waiting group, if there is room for them.
func (s *Spool) join(records [][]byte) (*group, error) {
	var bytes int64
	for _, r := range records {
		if len(r) > MaxRecord {
			return nil, fmt.Errorf("append to spool: a record of %d bytes is too large", len(r))
		}
		bytes += headerSize + int64(len(r))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	if s.held+bytes > s.config.MaxBytes {
		return nil, ErrFull
	}
	s.held += bytes
	s.waiting.records = append(s.waiting.records, records...)
	s.waiting.bytes += bytes
	return s.waiting, nil
}

// write puts a group on the disk. The caller has the turn.
func (s *Spool) write(g *group) error {
	s.mu.Lock()
	s.waiting = new(group)
	one, closed := s.open(), s.closed
	s.mu.Unlock()
	if closed {
		return ErrClosed
	}
	err := s.extend(one, g)
	if err != nil {
		s.mu.Lock()
		s.held -= g.bytes
		s.mu.Unlock()
		return fmt.Errorf("append to spool: %w", err)
	}
	return nil
}

// extend appends a group to the open segment, or to a new one.
func (s *Spool) extend(one *segment, g *group) error {
	if one == nil || one.size >= s.config.SegmentBytes {
		var err error
		if one, err = s.begin(one); err != nil {
			return err
		}
	}
	frames := make([]byte, 0, g.bytes)
	for _, r := range g.records {
		frames = one.salt.appendFrame(frames, one.size+int64(len(frames)), r)
	}
	_, err := one.file.WriteAt(frames, one.size)
	if err == nil {
		err = s.sync(one.file)
	}
	if err != nil {
		return errors.Join(err, s.abandon(one))
	}
	s.mu.Lock()
	one.size += g.bytes
	one.held += len(g.records)
	s.mu.Unlock()
	return nil
}

// begin makes a new segment, in place of the one written so far.
func (s *Spool) begin(before *segment) (*segment, error) {
	one, err := s.create(s.last + 1)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if before != nil {
		before.seal() // all of it was fsynced: an error does no harm
	}
	s.last = one.number
	s.segments = append(s.segments, one)
	return one, nil
}

// abandon ends a segment whose last write failed. After a failed fsync it is
// unknown what of the write is on the disk, and the next fsync may not report it
// again. What was fsynced before is good; the rest is cut off, which frees the
// space and keeps refused records from coming out after all.
func (s *Spool) abandon(one *segment) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := one.file.Truncate(one.size)
	err = errors.Join(err, one.seal())
	if one.size == 0 {
		s.segments = s.segments[:len(s.segments)-1]
		err = errors.Join(err, os.Remove(one.path))
	}
	return err
}
