package spool

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// A segment is one file of the queue.
type segment struct {
	number uint64
	salt   salt
	path   string
	size   int64    // the end of its good frames: all that was fsynced
	held   int      // records that were not dropped
	file   *os.File // open if it is being written; otherwise nil
}

const suffix = ".spool"

func newSegment(dir string, number uint64, s salt) *segment {
	return &segment{number: number, salt: s, path: filepath.Join(dir, fmt.Sprintf("%020d-%08x%s", number, uint32(s), suffix))}
}

// findSegments lists the segments in a folder, the oldest first. Other files are
// left alone.
func findSegments(dir string) (found []*segment, err error) {
	entries, err := os.ReadDir(dir) // sorted, and so are the numbers
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		var number uint64
		var s salt
		if n, err := fmt.Sscanf(e.Name(), "%020d-%08x", &number, &s); n != 2 || err != nil {
			continue
		}
		one := newSegment(dir, number, s)
		if filepath.Base(one.path) != e.Name() {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		if one.size = info.Size(); one.size == 0 {
			if err := os.Remove(one.path); err != nil { // begun, and never written
				return nil, err
			}
			continue
		}
		found = append(found, one)
	}
	return slices.Clip(found), nil
}

// count counts the records from an offset on, by their headers alone, until one
// can't be read.
func (one *segment) count(from int64) (records int) {
	file, err := os.Open(one.path)
	if err != nil {
		return 0
	}
	defer file.Close()
	for {
		var b [headerSize]byte
		if _, err := file.ReadAt(b[:], from); err != nil {
			return records
		}
		h, ok := one.salt.header(b[:], from)
		if from += headerSize + h.length; !ok || from > one.size {
			return records
		}
		records++
	}
}

// create makes the next segment's file and its entry in the folder durable.
func (s *Spool) create(number uint64) (*segment, error) {
	one := newSegment(s.dir, number, salt(rand.Uint32()))
	file, err := os.OpenFile(one.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := s.syncFolder(); err != nil {
		file.Close()
		os.Remove(one.path)
		return nil, err
	}
	one.file = file
	return one, nil
}

func (s *Spool) syncFolder() error {
	folder, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	return s.sync(folder)
}
