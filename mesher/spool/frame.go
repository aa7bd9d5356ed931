package spool

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// MaxRecord bounds one record.
const MaxRecord = 16 << 20

// headerSize is what a frame takes besides its record.
const headerSize = 12

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A salt differs from segment to segment. It is part of each header's checksum,
// so that nobody can send a record whose contents pass for one.
type salt uint32

// appendFrame adds a record's frame to b, for the given offset of its file.
func (s salt) appendFrame(b []byte, offset int64, record []byte) []byte {
	var h [headerSize]byte
	binary.LittleEndian.PutUint32(h[0:], uint32(len(record)))
	binary.LittleEndian.PutUint32(h[4:], crc32.Checksum(record, castagnoli))
	binary.LittleEndian.PutUint32(h[8:], s.vouch(h[:8], offset))
	return append(append(b, h[:]...), record...)
}

// vouch returns the checksum of a header at an offset.
func (s salt) vouch(header []byte, offset int64) uint32 {
	var place [12]byte
	binary.LittleEndian.PutUint32(place[0:], uint32(s))
	binary.LittleEndian.PutUint64(place[4:], uint64(offset))
	return crc32.Update(crc32.Checksum(place[:], castagnoli), castagnoli, header)
}

// A header is one whose checksum was right.
type header struct {
	length int64
	sum    uint32 // of the record
}

func (s salt) header(b []byte, offset int64) (h header, ok bool) {
	if binary.LittleEndian.Uint32(b[8:]) != s.vouch(b[:8], offset) {
		return header{}, false
	}
	h = header{int64(binary.LittleEndian.Uint32(b[0:])), binary.LittleEndian.Uint32(b[4:])}
	return h, h.length <= MaxRecord
}

// frames reads the frames of a file up to its end.
type frames struct {
	file io.ReaderAt
	end  int64
	salt salt
}

// errDamaged means that there is no whole frame at an offset.
var errDamaged = errors.New("damaged")

// at reads the record of the frame at an offset. If the error is errDamaged, next
// is where the following frame begins if the header can still be trusted,
// otherwise 0.
func (f frames) at(offset int64) (record []byte, next int64, err error) {
	if f.end-offset < headerSize {
		return nil, 0, errDamaged
	}
	var b [headerSize]byte
	if _, err := f.file.ReadAt(b[:], offset); err != nil {
		return nil, 0, err
	}
	h, ok := f.salt.header(b[:], offset)
	if !ok || h.length > f.end-offset-headerSize {
		return nil, 0, errDamaged
	}
	next = offset + headerSize + h.length
	record = make([]byte, h.length)
	if _, err := f.file.ReadAt(record, offset+headerSize); err != nil && err != io.EOF {
		return nil, 0, err
	}
	if crc32.Checksum(record, castagnoli) != h.sum {
		return nil, next, errDamaged
	}
	return record, next, nil
}

// window is how much of a file is searched at a time for the next frame.
const window = 64 << 10

// after returns the offset of the first whole frame behind an offset; f.end if
// there is none.
func (f frames) after(offset int64) (int64, error) {
	buffer := make([]byte, window+headerSize-1)
	for begin := offset + 1; f.end-begin >= headerSize; begin += window {
		b := buffer[:min(int64(len(buffer)), f.end-begin)]
		if _, err := f.file.ReadAt(b, begin); err != nil && err != io.EOF {
			return 0, err
		}
		for i := 0; i+headerSize <= len(b) && i < window; i++ {
			at := begin + int64(i)
			// A header of random bytes is one in four billion, and then its
			// record still has to match.
			if _, ok := f.salt.header(b[i:], at); !ok {
				continue
			}
			if _, _, err := f.at(at); err != errDamaged {
				return at, err
			}
		}
	}
	return f.end, nil
}

// next reads the first whole record from an offset on, and returns the gaps it
// skipped to get there. At the end there is no record, and next is f.end.
func (f frames) next(offset int64) (record []byte, next int64, lost []gap, err error) {
	for offset < f.end {
		record, next, err = f.at(offset)
		if err != errDamaged {
			return record, next, lost, err
		}
		if next == 0 {
			if next, err = f.after(offset); err != nil {
				return nil, 0, lost, err
			}
		}
		lost = append(lost, gap{offset, next - offset, next == f.end})
		offset = next
	}
	return nil, f.end, lost, nil
}

// A gap is a stretch of a file without a whole frame.
type gap struct {
	offset, bytes int64
	tail          bool // it reaches to the end, like a write that a kill cut short
}
