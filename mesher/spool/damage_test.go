package spool

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// written makes a spool of one file and returns its path and bytes.
func written(t testing.TB, dir string, records ...string) (string, []byte) {
	t.Helper()
	s := open(t, dir, Config{})
	s.mustAppend(t, records...)
	s.Close()
	names, _ := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if len(names) != 1 {
		t.Fatalf("files %q", names)
	}
	b, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	return names[0], b
}

// reread opens a spool with other bytes in its file, and drains it.
func reread(t testing.TB, dir, file string, b []byte) (got []string, damage []Damage) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, Config{Report: func(d Damage) { damage = append(damage, d) }})
	defer s.Close()
	return s.drain(t, 100), damage
}

// A kill may cut a file at any byte: whole records are there, and the rest is
// reported as a tail.
func TestCutAtAnyByte(t *testing.T) {
	dir := t.TempDir()
	records := []string{"one", "two", "three"}
	file, whole := written(t, dir, records...)
	ends := []int{0, headerSize + 3, 2*headerSize + 6, 3*headerSize + 11}
	for cut := range len(whole) + 1 {
		n := 0
		for n+1 < len(ends) && ends[n+1] <= cut {
			n++
		}
		got, damage := reread(t, dir, file, whole[:cut])
		if !slices.Equal(got, records[:n]) {
			t.Errorf("cut at %d: %q", cut, got)
		}
		if torn := cut > ends[n]; torn != (len(damage) == 1 && damage[0].Tail) || !torn && len(damage) > 0 {
			t.Errorf("cut at %d: reported %+v", cut, damage)
		}
	}
}

// A flipped bit anywhere costs the record that it is in, and no other.
func TestAFlippedBitCostsOneRecord(t *testing.T) {
	dir := t.TempDir()
	records := []string{"one", "two", strings.Repeat("three", 20), "four"}
	file, whole := written(t, dir, records...)
	begin := 0
	for i, r := range records {
		end := begin + headerSize + len(r)
		for at := begin; at < end; at++ {
			damaged := bytes.Clone(whole)
			damaged[at] ^= 0x10
			got, damage := reread(t, dir, file, damaged)
			if want := slices.Delete(slices.Clone(records), i, i+1); !slices.Equal(got, want) {
				t.Errorf("byte %d of record %d: got %q", at-begin, i, got)
			}
			if len(damage) != 1 || damage[0].Offset != int64(begin) || damage[0].Bytes != int64(end-begin) || damage[0].Tail != (i == len(records)-1) {
				t.Errorf("byte %d of record %d: reported %+v", at-begin, i, damage)
			}
		}
		begin = end
	}
}

// A record that holds a frame of its own is still one record, even when its
// header is damaged: a frame counts only where it was written, under the salt
// of its file.
func TestARecordCannotForgeOthers(t *testing.T) {
	dir := t.TempDir()
	forged := salt(0).appendFrame(nil, headerSize, []byte("forged"))
	file, whole := written(t, dir, string(forged), "good")
	whole[0] ^= 1
	if got, _ := reread(t, dir, file, whole); !slices.Equal(got, []string{"good"}) {
		t.Errorf("got %q", got)
	}
}

// A stretch of noise larger than what is examined together.
func TestALongStretchOfNoise(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("x", 3*window)
	file, whole := written(t, dir, "one", long, "two")
	whole[headerSize+3] ^= 1 // the long one's length
	got, damage := reread(t, dir, file, whole)
	if !slices.Equal(got, []string{"one", "two"}) || len(damage) != 1 {
		t.Errorf("got %q, reported %+v", got, damage)
	}
}

// Whatever is in a file, reading it ends, returns only records that prove
// themselves, and accounts for every byte.
func FuzzFrames(f *testing.F) {
	frames := salt(7).appendFrame(nil, 0, []byte("one"))
	frames = salt(7).appendFrame(frames, int64(len(frames)), nil)
	frames = salt(7).appendFrame(frames, int64(len(frames)), []byte("three"))
	f.Add(frames)
	f.Add(frames[3:])
	f.Add(append(bytes.Repeat([]byte{0}, 30), frames...))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := framesOf(b)
		var seen int64
		for seen < r.end {
			record, next, lost, err := r.next(seen)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range lost {
				if g.offset != seen || g.bytes <= 0 {
					t.Fatalf("after %d bytes: a gap %+v", seen, g)
				}
				seen += g.bytes
			}
			if record != nil {
				again := salt(7).appendFrame(nil, seen, record)
				if !bytes.Equal(again, b[seen:next]) {
					t.Fatalf("a record of %d bytes at %d is not what was there", len(record), seen)
				}
				seen = next
			}
			if seen != next {
				t.Fatalf("%d bytes are accounted for, and the next frame is at %d", seen, next)
			}
		}
	})
}

func framesOf(b []byte) frames {
	return frames{file: bytes.NewReader(b), end: int64(len(b)), salt: 7}
}
