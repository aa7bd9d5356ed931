package wire

import (
	"bytes"
	"errors"
	"testing"
)

func TestSplit(t *testing.T) {
	two := AppendFrame(AppendFrame(nil, Ping{1}), Goodbye{"why"})
	for n := range two {
		f, rest, ok, err := Split(two[:n], MaxFrame)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if ok != (n >= 5) || ok && (f.Kind != KindPing || len(rest) != n-5) || !ok && len(rest) != n {
			t.Errorf("%d bytes: %v %v, %d left", n, f, ok, len(rest))
		}
	}
}

func TestSplitLimits(t *testing.T) {
	for _, c := range []struct {
		payload, max int
		ok           bool
	}{
		{MaxFrame - HeaderSize, MaxFrame, true},
		{MaxFrame - HeaderSize + 1, MaxFrame, false},
		{1<<24 - 1, MaxFrame, false},
		{MaxEarlyFrame - HeaderSize, MaxEarlyFrame, true},
		{MaxEarlyFrame - HeaderSize + 1, MaxEarlyFrame, false},
	} {
		header := []byte{byte(KindSend), byte(c.payload >> 16), byte(c.payload >> 8), byte(c.payload)}
		var err error
		took := allocated(func() { _, _, _, err = Split(header, c.max) })
		if (err == nil) != c.ok || !c.ok && !errors.Is(err, ErrTooLarge) {
			t.Errorf("payload of %d within %d: %v", c.payload, c.max, err)
		}
		if took > 4<<10 {
			t.Errorf("payload of %d: %d bytes taken for it", c.payload, took)
		}
	}
}

func TestEnd(t *testing.T) {
	prefix := []byte("before")
	for n, fits := range map[int]bool{0: true, MaxFrame - HeaderSize: true, MaxFrame - HeaderSize + 1: false} {
		b := append(Begin(bytes.Clone(prefix), KindSend), make([]byte, n)...)
		if End(b, len(prefix)) != fits {
			t.Errorf("%d bytes fit: %v", n, !fits)
		}
		if f, _, ok, _ := Split(b[len(prefix):], MaxFrame); fits && (!ok || len(f.Payload) != n) {
			t.Errorf("%d bytes: %d split off", n, len(f.Payload))
		}
	}
}

// FuzzSplit splits a stream of frames, and puts it together again.
func FuzzSplit(f *testing.F) {
	f.Add(AppendFrame(AppendFrame(nil, Ping{1}), Goodbye{"why"}))
	f.Add([]byte{byte(KindSend), 0xff, 0xff, 0xff})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var again []byte
		for rest := b; ; {
			frame, after, ok, err := Split(rest, MaxFrame)
			if !ok || err != nil {
				if again = append(again, rest...); !bytes.Equal(again, b) {
					t.Fatalf("%x came back as %x", b, again)
				}
				return
			}
			start := len(again)
			again = append(Begin(again, frame.Kind), frame.Payload...)
			if !End(again, start) {
				t.Fatalf("a frame of %d bytes was split off", len(frame.Payload))
			}
			rest = after
		}
	})
}
