package spool

import (
	"fmt"
	"os"
)

// A Batch holds the oldest records, in their order.
type Batch struct {
	Records [][]byte

	number uint64 // of the segment they are from
	end    int64  // the offset behind them
}

// Take reads the oldest records that were not dropped: at most this many records,
// and at most this many bytes unless the first record alone is larger. An empty
// batch means that the spool is empty.
func (s *Spool) Take(records, bytes int) (Batch, error) {
	for {
		one, end, from, ok := s.oldest()
		if !ok {
			return Batch{}, nil
		}
		b, err := s.read(one, end, from, records, bytes)
		if err != nil {
			return Batch{}, fmt.Errorf("read spool: %w", err)
		}
		if len(b.Records) > 0 {
			return b, nil
		}
		if err := s.Drop(b); err != nil { // none of it can be read
			return Batch{}, err
		}
	}
}

// oldest returns the first segment with records in it, and the range to read.
func (s *Spool) oldest() (one segment, end, from int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.segments) == 0 || s.from == s.segments[0].size {
		return segment{}, 0, 0, false
	}
	return *s.segments[0], s.segments[0].size, s.from, true
}

func (s *Spool) read(one segment, end, from int64, records, bytes int) (Batch, error) {
	file, err := os.Open(one.path)
	if err != nil {
		return Batch{}, err
	}
	defer file.Close()
	b := Batch{number: one.number, end: from}
	f := frames{file: file, end: end, salt: one.salt}
	for len(b.Records) < records && b.end < end {
		record, next, lost, err := f.next(b.end)
		if err != nil {
			return Batch{}, err
		}
		if bytes -= len(record); bytes < 0 && len(b.Records) > 0 {
			break // and its gaps are found again with it
		}
		for _, g := range lost {
			s.config.Report(Damage{File: one.path, Offset: g.offset, Bytes: g.bytes, Tail: g.tail})
		}
		if b.end = next; record != nil {
			b.Records = append(b.Records, record)
		}
	}
	return b, nil
}

// Drop removes a batch's records: their consumer has them in safety. Batches are
// dropped in the order in which they were taken.
func (s *Spool) Drop(b Batch) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.segments) == 0 || s.segments[0].number != b.number || b.end < s.from {
		return nil // dropped before
	}
	one := s.segments[0]
	one.held = max(0, one.held-len(b.Records))
	if s.from = b.end; s.from < one.size {
		s.mark(one, s.from)
		return nil
	}
	// All of it was read, so the file is deleted, even if it is being written: the
	// next append begins another.
	if one.file != nil {
		if err := one.seal(); err != nil {
			return fmt.Errorf("end spool file: %w", err)
		}
	}
	s.segments, s.from = s.segments[1:], 0
	s.held -= one.size
	if err := os.Remove(one.path); err != nil {
		return fmt.Errorf("remove spool file: %w", err)
	}
	return nil
}
