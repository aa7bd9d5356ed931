package disttest_test

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
)

func TestListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{})
		h := n.Host("b")
		l, err := h.Listen(t.Context(), "b:7000")
		if err != nil {
			t.Fatal(err)
		}
		for address, want := range map[string]error{"b:7000": syscall.EADDRINUSE, "c:7000": syscall.EADDRNOTAVAIL} {
			if _, err := h.Listen(t.Context(), address); !errors.Is(err, want) {
				t.Errorf("listen at %s: %v, want %v", address, err, want)
			}
		}
		c, err := n.Host("a").Dial(t.Context(), "b:7000")
		if err != nil {
			t.Fatal(err)
		}
		if host, _, _ := net.SplitHostPort(c.LocalAddr().String()); host != "a" || c.RemoteAddr() != l.Addr() {
			t.Errorf("connected from %v to %v", c.LocalAddr(), c.RemoteAddr())
		}
		go func() { time.Sleep(time.Second); l.Close() }()
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("never accepted: %v", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("accept: %v", err)
		}
		if _, err := n.Host("a").Dial(t.Context(), "b:7000"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("dial: %v", err)
		}
		if _, err := h.Listen(t.Context(), "b:7000"); err != nil {
			t.Errorf("the address is not free again: %v", err)
		}
	})
}

// The number of connections that wait to be accepted is bounded.
func TestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{})
		l, err := n.Host("b").Listen(t.Context(), ":1")
		if err != nil {
			t.Fatal(err)
		}
		for range 128 {
			if _, err := n.Host("a").Dial(t.Context(), "b:1"); err != nil {
				t.Fatal(err)
			}
		}
		time.AfterFunc(time.Minute-ms, func() { l.Accept() })
		took(t, time.Minute, func() { // it is tried every 200 ms
			if _, err := n.Host("a").Dial(t.Context(), "b:1"); err != nil {
				t.Error(err)
			}
		})
	})
}

// A cut line holds back a dial, whether it began before or during the cut.
func TestDialAcrossCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Delay: 10 * ms})
		time.AfterFunc(5*ms, func() { n.Cut("b", "a") })
		time.AfterFunc(time.Minute, func() { n.Mend("b", "a") })
		took(t, time.Minute+20*ms, func() { pair(t, n) })
	})
}
