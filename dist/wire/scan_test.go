package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/vmihailenco/msgpack/v5"
)

// bombs are a few bytes that would make the decoder take gigabytes, or end the
// program.
func bombs() map[string][]byte {
	return map[string][]byte{
		"array32":          {0xdd, 0xff, 0xff, 0xff, 0xff},
		"map32":            {0xdf, 0xff, 0xff, 0xff, 0xff},
		"bin32":            {0xc6, 0xff, 0xff, 0xff, 0xff},
		"str32":            {0xdb, 0xff, 0xff, 0xff, 0xff},
		"ext32":            {0xc9, 0xff, 0xff, 0xff, 0xff, 0x01},
		"chained array16":  bytes.Repeat([]byte{0xdc, 0xff, 0xff}, 20_000),
		"chained map16":    bytes.Repeat([]byte{0xde, 0xff, 0xff, 0xc0}, 15_000),
		"nested arrays":    bytes.Repeat([]byte{0x91}, 4<<20),
		"nested maps":      bytes.Repeat([]byte{0x81, 0x01}, 2<<20),
		"wide then wider":  append([]byte{0x92, 0xdc, 0x00, 0x04}, 1, 2, 3, 4), // the second item is missing
		"map in array":     {0xdd, 0, 0, 0, 2, 0xde, 0x7f, 0xff, 1, 2},
		"text of its tail": {0xd9, 3, 'a', 'b'},
	}
}

func TestScanBombs(t *testing.T) {
	for name, bomb := range bombs() {
		t.Run(name, func(t *testing.T) {
			var err error
			allocs := testing.AllocsPerRun(10, func() { err = Scan(bomb) })
			if !errors.Is(err, ErrMalformed) {
				t.Errorf("got %v, want ErrMalformed", err)
			}
			if allocs != 0 {
				t.Errorf("%v allocations", allocs)
			}
		})
	}
}

func TestScan(t *testing.T) {
	deep := func(n int) []byte { return append(bytes.Repeat([]byte{0x91}, n), 0xc0) }
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"nothing", nil, ErrOwes},
		{"nil", []byte{0xc0}, nil},
		{"two items", []byte{0xc0, 0xc0}, ErrNotMsgpack},
		{"the code of nothing", []byte{0xc1}, ErrNotMsgpack},
		{"each covered, not all together", bytes.Repeat([]byte{0xdc, 0x40, 0}, 20_000), ErrOwes},
		{"as deep as may be", deep(MaxDepth), nil},
		{"deeper", deep(MaxDepth + 1), ErrTooDeep},
		{"empty containers take no depth", append(deep(MaxDepth)[:MaxDepth], 0x90), nil},
		{"siblings are not nested", append([]byte{0xdc, 0, 100}, bytes.Repeat([]byte{0x91, 0xc0}, 100)...), nil},
		{"uint64", []byte{0xcf, 1, 2, 3, 4, 5, 6, 7, 8}, nil},
		{"uint64 cut short", []byte{0xcf, 1, 2, 3, 4, 5, 6, 7}, ErrOwes},
		{"text", []byte{0xa2, 'h', 'i'}, nil},
		{"text cut short", []byte{0xa2, 'h'}, ErrOwes},
		{"length cut short", []byte{0xda, 0}, ErrOwes},
		{"map", []byte{0x82, 1, 2, 3, 4}, nil},
		{"map without its last value", []byte{0x82, 1, 2, 3}, ErrOwes},
		{"time of 4", []byte{0xd6, 0xff, 1, 2, 3, 4}, nil},
		{"time of 8", []byte{0xd7, 0xff, 1, 2, 3, 4, 5, 6, 7, 8}, nil},
		{"time of 12", append([]byte{0xc7, 12, 0xff}, make([]byte, 12)...), nil},
		{"time cut short", []byte{0xd6, 0xff, 1, 2, 3}, ErrOwes},
		{"time of no such length", []byte{0xc7, 3, 0xff, 1, 2, 3}, ErrExtension},
		{"an interned text", []byte{0xd4, 0x80, 0}, ErrExtension},
		{"another extension", []byte{0xd6, 5, 1, 2, 3, 4}, ErrExtension},
	} {
		if err := Scan(c.b); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// A hostage has fields at which the decoder goes wrong.
type hostage struct {
	Tags  map[string]string
	Deep  map[string]map[string]int64
	Ints  []int64
	Texts []string
	Kids  []struct{ Name string }
	Raw   []byte
	At    time.Time
	Ptr   *struct{ N int }
	Fixed [4]byte
	Seen  map[int]bool
}

// mostPerByte bounds the memory that a scanned hostage takes per byte. Its most
// expensive item is an empty text in Texts or Kids: a byte that takes 16, doubled
// when the decoder grows the slice; a map's pair of bytes takes 32, and half as
// much again for room.
const mostPerByte = 64

// An extension where the type has a map: the decoder takes its content for the
// map, which claims a million entries.
func TestAskew(t *testing.T) {
	tags := append([]byte{0x81, 0xa4}, "Tags"...)
	for name, contents := range map[string][]byte{
		"time of 4":  {0xd6, 0xff, 0xde, 0xff, 0xff, 0xff},
		"time of 8":  {0xd7, 0xff, 0xdf, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"time of 12": {0xc7, 12, 0xff, 0xdf, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0},
	} {
		b := append(bytes.Clone(tags), contents...)
		if err := Scan(b); err != nil {
			t.Fatalf("%s: the scan alone catches it: %v", name, err)
		}
		if took := allocated(func() { msgpack.Unmarshal(b, new(hostage)) }); took < 1<<20 {
			t.Errorf("%s: unguarded, the decoder takes %d bytes: this test shows nothing", name, took)
		}
		var err error
		took := allocated(func() { err = new(msgpackRoad).decode(b, new(hostage)) })
		if err == nil || took > 64<<10 {
			t.Errorf("%s: %v, with %d bytes", name, err, took)
		}
	}
}

// What a misled decoder would make of two items and a time.
func TestScanned(t *testing.T) {
	b := []byte{0xa2, 'h', 'i', 0xd6, 0xff, 1, 2, 3, 4}
	take := func(s *scanned, n int) error { return readErr(s.Read(make([]byte, n))) }
	for _, c := range []struct {
		name string
		do   func(s *scanned) error
		want error
	}{
		{"the first as it is", func(s *scanned) error { s.ReadByte(); return take(s, 2) }, nil},
		{"twice, as if to look ahead", func(s *scanned) error { s.ReadByte(); s.UnreadByte(); s.ReadByte(); return take(s, 2) }, nil},
		{"the first and some of the second", func(s *scanned) error { s.ReadByte(); return take(s, 3) }, errAskew},
		{"both by their codes", func(s *scanned) error { s.ReadByte(); take(s, 2); s.ReadByte(); s.ReadByte(); return take(s, 4) }, nil},
		{"the time's contents as a code", func(s *scanned) error {
			for range 5 { // 'h' and 'i' are no extension's
				s.ReadByte()
			}
			_, err := s.ReadByte()
			return err
		}, errAskew},
		{"more than there is", func(s *scanned) error { *s = scanned{b: b[:1], at: 1, next: 3}; return take(s, 1) }, io.EOF},
	} {
		if err := c.do(&scanned{b: b}); err != c.want {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func readErr(_ int, err error) error { return err }

// A number whose second byte looks like an extension is a number.
func TestScannedKeepsData(t *testing.T) {
	type numbers struct {
		A, B uint8
		At   time.Time
		M    map[string]uint8
	}
	want := numbers{0xd6, 0xc7, time.Unix(1<<33, 5).UTC(), map[string]uint8{"a": 0xd7}}
	b, err := msgpack.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got numbers
	if err := new(msgpackRoad).decode(b, &got); err != nil {
		t.Fatal(err)
	}
	got.At = got.At.UTC()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// allocated returns how many bytes f takes from the heap.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// FuzzScan decodes whatever the scan accepts, into types that tempt the decoder:
// it takes no more memory than a multiple of the bytes.
func FuzzScan(f *testing.F) {
	for _, bomb := range bombs() {
		f.Add(bomb[:min(len(bomb), 200)])
	}
	full, err := msgpack.Marshal(&hostage{
		Tags: map[string]string{"a": "b"}, Deep: map[string]map[string]int64{"x": {"y": 1}}, Ints: []int64{1, -1},
		Texts: []string{"t", ""}, Raw: []byte{1, 2}, At: time.Unix(1, 2), Ptr: &struct{ N int }{3}, Seen: map[int]bool{1: true},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(full)
	f.Add([]byte{0x81, 0xa4, 'T', 'a', 'g', 's', 0xd6, 0xff, 0xdf, 0x7f, 0xff, 0xff})
	f.Add([]byte{0x93, 0x01, 0x02, 0x03})
	road := new(msgpackRoad)
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := Scan(b); err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("%v is not ErrMalformed", err)
			}
			return
		}
		targets := []any{new(hostage), new([]int64), new([]string), new([][][]string), new(map[string]string),
			new(map[string][]int64), new([]byte), new(string), new(int64), new([]hostage)}
		took := allocated(func() {
			for _, into := range targets {
				road.decode(b, into)
			}
		})
		perByte := len(targets)*mostPerByte + 4*int(reflect.TypeFor[hostage]().Size()) // the last one's items
		if most := uint64(len(b)*perByte + len(targets)*16<<10); took > most {         // and what decoders are made of
			t.Fatalf("%d bytes take %d", len(b), took)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	type row struct {
		Name, Text string
		A, B, C    int64
		Ok         bool
	}
	rows := make([]row, 1000)
	for i := range rows {
		rows[i] = row{fmt.Sprint("row ", i), "what is said of it", int64(i), int64(i) << 20, -1, i%2 == 0}
	}
	structs, _ := msgpack.Marshal(rows)
	for name, data := range map[string][]byte{
		"structs": structs,
		"texts":   append([]byte{0xdc, 0x10, 0}, bytes.Repeat(append([]byte{0xb0}, "sixteen letters."...), 4096)...),
		"ints":    append([]byte{0xdd, 0, 1, 0, 0}, bytes.Repeat([]byte{7}, 1<<16)...),
		"bytes":   append([]byte{0xc6, 0, 1, 0, 0}, make([]byte, 1<<16)...),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := Scan(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
