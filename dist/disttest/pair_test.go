package disttest_test

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
)

const ms = time.Millisecond

// pair returns the two ends of a new connection from a to b.
func pair(t *testing.T, n *disttest.Network) (a, b net.Conn) {
	t.Helper()
	l, err := n.Host("b").Listen(t.Context(), "b:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a, err = n.Host("a").Dial(t.Context(), l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

func send(t *testing.T, c net.Conn, what string) {
	t.Helper()
	if n, err := c.Write([]byte(what)); n != len(what) || err != nil {
		t.Fatalf("wrote %d of %q: %v", n, what, err)
	}
}

func expect(t *testing.T, c net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(c, got); string(got) != want {
		t.Fatalf("read %q: %v, want %q", got[:n], err, want)
	}
}

// silent checks that nothing can be read for a while.
func silent(t *testing.T, c net.Conn, d time.Duration) {
	t.Helper()
	c.SetReadDeadline(time.Now().Add(d))
	if n, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("read %d bytes: %v, want silence", n, err)
	}
	c.SetReadDeadline(time.Time{})
}

// took checks how much time f takes.
func took(t *testing.T, want time.Duration, f func()) {
	t.Helper()
	began := time.Now()
	f()
	if got := time.Since(began); got != want {
		t.Errorf("took %v, want %v", got, want)
	}
}
