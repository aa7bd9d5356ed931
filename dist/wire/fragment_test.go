package wire

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

func TestFragments(t *testing.T) {
	for _, c := range []struct{ size, room int }{
		{MinFragmented, 100}, {MaxFrame, MaxFrame}, {MaxFrame, 1 << 30}, {MinFragmented, 1}, {1 << 20, 16 << 10}, {1<<20 + 1, 1 << 14},
	} {
		payload := make([]byte, c.size)
		rand.NewChaCha8([32]byte{}).Read(payload)
		cut, r := NewFragmenter(300, KindSend, payload), NewReassembler(Limits{})
		for more := true; more; {
			var frame []byte
			frame, more = cut.Next(nil, c.room)
			if len(frame) > max(c.room, 16) {
				t.Fatalf("%+v: a frame of %d bytes", c, len(frame))
			}
			f, _, ok, err := Split(frame, MaxFrame)
			if !ok || err != nil {
				t.Fatalf("%+v: %v, %v", c, ok, err)
			}
			message, done, err := r.Add(f)
			if err != nil || done == more {
				t.Fatalf("%+v: done %v with more %v: %v", c, done, more, err)
			}
			if done && (message.Kind != KindSend || !bytes.Equal(message.Payload, payload)) {
				t.Fatalf("%+v: %v of %d bytes comes out", c, message.Kind, len(message.Payload))
			}
		}
		if len(r.streams) != 0 || r.claimed != 0 {
			t.Errorf("%+v: %d streams are left, of %d bytes", c, len(r.streams), r.claimed)
		}
	}
}

func TestFragmentGolden(t *testing.T) {
	cut := NewFragmenter(300, KindCall, bytes.Repeat([]byte("mesh"), MinFragmented/4))
	for _, name := range []string{"open", "more"} {
		frame, _ := cut.Next(nil, 24)
		file := filepath.Join("testdata", "golden", name+".hex")
		if *update {
			write(t, file, frame)
		}
		if want := read(t, file); !bytes.Equal(frame, want) {
			t.Errorf("%s: %x, want %x", name, frame, want)
		}
	}
}

// Interleaved streams come out whole, and reused memory belongs to none of those
// still open.
func TestFragmentsInterleave(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	r := NewReassembler(Limits{})
	cuts, payloads := map[uint64]*Fragmenter{}, map[uint64][]byte{}
	got := 0
	for next := uint64(0); got < 200; {
		if len(cuts) < 5 && next < 200 {
			payloads[next] = bytes.Repeat([]byte{byte(next)}, MinFragmented+random.IntN(1<<16))
			cuts[next] = NewFragmenter(next, KindCall, payloads[next])
			next++
		}
		for number, cut := range cuts {
			frame, more := cut.Next(nil, 1+random.IntN(1<<14))
			f, _, _, _ := Split(frame, MaxFrame)
			m, done, err := r.Add(f)
			if err != nil {
				t.Fatal(err)
			}
			if done {
				got++
				if !bytes.Equal(m.Payload, payloads[number]) {
					t.Fatalf("stream %d is spoilt", number)
				}
			}
			if !more {
				delete(cuts, number)
			}
			break
		}
	}
}

func open(stream, size uint64, first []byte) Frame { return openKind(KindSend, stream, size, first) }

func openKind(k Kind, stream, size uint64, first []byte) Frame {
	b := append(appendNumber(nil, stream), byte(k))
	return Frame{KindOpen, append(appendNumber(b, size), first...)}
}

func more(stream uint64, b []byte) Frame {
	return Frame{KindMore, append(appendNumber(nil, stream), b...)}
}

func TestReassemblerRefuses(t *testing.T) {
	const message, all = 1 << 20, 2 << 20
	first := []byte("first")
	for _, c := range []struct {
		name   string
		frames []Frame // the last is refused
		want   error
	}{
		{"a message too long", []Frame{open(1, message+1, first)}, ErrTooLarge},
		{"a claim beyond counting", []Frame{open(1, 1<<64-1, first)}, ErrTooLarge},
		{"too much at once", []Frame{open(1, message, first), open(2, message, first), open(3, MinFragmented, first)}, ErrTooLarge},
		{"a message too short", []Frame{open(1, MinFragmented-1, first)}, ErrMalformed},
		{"a stream twice", []Frame{open(1, message, first), open(1, message, first)}, ErrMalformed},
		{"more of nothing", []Frame{more(1, first)}, ErrMalformed},
		{"more of another", []Frame{open(1, message, first), more(2, first)}, ErrMalformed},
		{"more than said", []Frame{open(1, MinFragmented, first), more(1, make([]byte, MinFragmented-4))}, ErrMalformed},
		{"first more than said", []Frame{open(1, MinFragmented, make([]byte, MinFragmented+1))}, ErrMalformed},
		{"nothing", []Frame{open(1, message, first), more(1, nil)}, ErrMalformed},
		{"nothing at first", []Frame{open(1, message, nil)}, ErrMalformed},
		{"an open without its length", []Frame{{KindOpen, []byte{1}}}, ErrMalformed},
		{"a list of functions", []Frame{openKind(KindFunctions, 1, message, first)}, ErrMalformed},
		{"a names snapshot", []Frame{openKind(KindNamesSnapshot, 1, message, first)}, ErrMalformed},
		{"members", []Frame{openKind(KindMembers, 1, message, first)}, ErrMalformed},
		{"no fragment", []Frame{{KindPing, []byte{1}}}, ErrMalformed},
	} {
		r := NewReassembler(Limits{Message: message, Reassembly: all})
		for i, f := range c.frames {
			_, done, err := r.Add(f)
			if last := i == len(c.frames)-1; last != errors.Is(err, c.want) || !last && err != nil || done {
				t.Errorf("%s: frame %d: %v, done %v", c.name, i, err, done)
			}
		}
	}
}

// Claimed sizes take no memory until the bytes come.
func TestReassemblerClaims(t *testing.T) {
	r := NewReassembler(Limits{})
	f := open(1, DefaultMaxMessage, []byte("first"))
	if took := allocated(func() { r.Add(f) }); took > 2*MaxFrame {
		t.Errorf("a claim of %d bytes takes %d", DefaultMaxMessage, took)
	}
	r = NewReassembler(Limits{})
	took := allocated(func() {
		for n := range uint64(1000) {
			r.Add(open(n, MinFragmented, []byte{1}))
		}
	})
	if took > 2*1000*MinFragmented {
		t.Errorf("a thousand short streams take %d bytes", took)
	}
}

// The memory of a finished message is used for the next.
func TestReassemblerUsesRoomAgain(t *testing.T) {
	r, payload, frame := NewReassembler(Limits{}), make([]byte, 2*MaxFrame), make([]byte, 0, MaxFrame)
	through := func() {
		cut := NewFragmenter(1, KindSend, payload)
		for more := true; more; {
			frame, more = cut.Next(frame[:0], MaxFrame)
			f, _, _, _ := Split(frame, MaxFrame)
			r.Add(f)
		}
	}
	through()
	if took := allocated(through); took > MaxFrame {
		t.Errorf("the second message takes %d bytes", took)
	}
}

// FuzzReassembler gives it frames made of the input: it never holds more than it
// may.
func FuzzReassembler(f *testing.F) {
	f.Add([]byte{0, 1, 4, 1, 1, 200, 0, 2, 8})
	f.Add([]byte{1, 1, 4})
	f.Fuzz(func(t *testing.T, script []byte) {
		limits := Limits{Message: 16 << 10, Reassembly: 40 << 10}
		r := NewReassembler(limits)
		for ; len(script) >= 3; script = script[3:] {
			stream, n := uint64(script[1]), int(script[2])
			f := more(stream, make([]byte, n<<6))
			if script[0]&1 == 0 {
				f = open(stream, uint64(n)<<10, make([]byte, int(script[0])<<4))
			}
			message, done, err := r.Add(f)
			if err != nil {
				return // cut off
			}
			if done && uint64(len(message.Payload)) > limits.Message {
				t.Fatalf("a message of %d bytes", len(message.Payload))
			}
			held := 0
			for _, s := range r.streams {
				held += cap(s.got)
			}
			if uint64(held) > limits.Reassembly+maxSpare {
				t.Fatalf("%d bytes are held", held)
			}
		}
	})
}
