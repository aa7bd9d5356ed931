package spool

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
)

// A cursor remembers up to where the oldest segment was dropped, so that after
// a restart only what comes behind it is taken again. It is not fsynced, and may
// fail to be written, on a full disk: that costs repeats, and never a record.
//
//	bytes 0-7    the segment's number
//	bytes 8-11   its salt
//	bytes 12-19  the offset
//	bytes 20-23  CRC-32C of the above
const (
	cursorFile = "cursor"
	cursorSize = 24
)

// mark writes the cursor, if it can.
func (s *Spool) mark(one *segment, offset int64) {
	b := make([]byte, 0, cursorSize)
	b = binary.LittleEndian.AppendUint64(b, one.number)
	b = binary.LittleEndian.AppendUint32(b, uint32(one.salt))
	b = binary.LittleEndian.AppendUint64(b, uint64(offset))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	os.WriteFile(filepath.Join(s.dir, cursorFile), b, 0o600)
}

// marked returns the offset up to which a segment was dropped, as far as is
// known.
func (s *Spool) marked(one *segment) int64 {
	b, err := os.ReadFile(filepath.Join(s.dir, cursorFile))
	if err != nil || len(b) != cursorSize {
		return 0
	}
	sum := binary.LittleEndian.Uint32(b[20:])
	offset := int64(binary.LittleEndian.Uint64(b[12:]))
	if sum != crc32.Checksum(b[:20], castagnoli) ||
		binary.LittleEndian.Uint64(b) != one.number || salt(binary.LittleEndian.Uint32(b[8:])) != one.salt ||
		offset < 0 || offset >= one.size {
		return 0 // another segment's, or half written
	}
	return offset
}
