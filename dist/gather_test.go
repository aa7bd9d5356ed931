package dist

import (
	"bytes"
	"net"
	"testing"
)

// writes is a connection that records each write.
type writes struct {
	net.Conn
	got [][]byte
}

func (w *writes) Write(b []byte) (int, error) {
	w.got = append(w.got, bytes.Clone(b))
	return len(b), nil
}

// A frame's records go in one write, the bytes held are bounded, and they come
// out as written, in order.
func TestGather(t *testing.T) {
	w := new(writes)
	g := &gatherer{Conn: w}
	var want []byte
	write := func(fill byte, size int) {
		b := bytes.Repeat([]byte{fill}, size)
		want = append(want, b...)
		if n, err := g.Write(b); n != size || err != nil {
			t.Fatal(n, err)
		}
	}
	write(0, 10)
	if len(w.got) != 1 {
		t.Error("it held what it was not told to")
	}
	g.hold()
	for n := range byte(9) {
		write(n, 16<<10)
	}
	if len(w.got) != 3 {
		t.Errorf("nine records in %d writes before the last", len(w.got)-1)
	}
	if err := g.flush(); err != nil {
		t.Error(err)
	}
	write(1, 10)
	for _, b := range w.got {
		if len(b) > gathered {
			t.Errorf("a write of %d bytes", len(b))
		}
	}
	if got := bytes.Join(w.got, nil); !bytes.Equal(got, want) || len(w.got) != 5 {
		t.Errorf("%d bytes came in %d writes, want %d in 5", len(got), len(w.got), len(want))
	}
}
