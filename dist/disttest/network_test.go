package disttest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"

	"github.com/mesh-actors/mesh/dist/disttest"
)

const ms = time.Millisecond

// pair is the two ends of a new connection from a to b.
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

func TestConformsToNetConn(t *testing.T) {
	nettest.TestConn(t, func() (a, b net.Conn, stop func(), err error) {
		a, b = pair(t, disttest.New(1, disttest.Line{}))
		return a, b, func() { a.Close(); b.Close() }, nil
	})
}

func TestDelayAndBandwidth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Delay: 50 * ms})
		var a, b net.Conn
		took(t, 100*ms, func() { a, b = pair(t, n) })
		took(t, 50*ms, func() { send(t, a, "hello"); expect(t, b, "hello") })

		n.SetLine("a", "b", disttest.Line{Delay: 50 * ms, Bandwidth: 1000, Buffer: 1 << 20})
		took(t, 0, func() { send(t, a, string(make([]byte, 10_000))) })
		took(t, 10*time.Second+50*ms, func() { expect(t, b, string(make([]byte, 10_000))) })
		took(t, 50*ms, func() { send(t, b, "back"); expect(t, a, "back") })
	})
}

// Who writes more than the buffer holds waits for who reads.
func TestBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pair(t, disttest.New(1, disttest.Line{Buffer: 1000}))
		a.SetWriteDeadline(time.Now().Add(time.Second))
		took(t, time.Second, func() {
			if n, err := a.Write(make([]byte, 1500)); n != 1000 || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("wrote %d: %v, want 1000 and a timeout", n, err)
			}
		})
		a.SetWriteDeadline(time.Time{})
		time.AfterFunc(time.Hour, func() { expect(t, b, string(make([]byte, 500))) })
		took(t, time.Hour, func() { send(t, a, string(make([]byte, 500))) })
	})
}

// A connection is in order whatever the line does; of two, the later one may be
// the faster.
func TestOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Jitter: 100 * ms, Loss: 0.2})
		var want []byte
		a, b := pair(t, n)
		for i := range 500 {
			want = append(want, byte(i))
			send(t, a, string(want[i:]))
		}
		expect(t, b, string(want))

		overtaken := 0
		for range 50 {
			a1, b1 := pair(t, n)
			a2, b2 := pair(t, n)
			send(t, a1, "1")
			send(t, a2, "2")
			arrivals := make(chan string, 2)
			for _, c := range []net.Conn{b1, b2} {
				go func() {
					one := make([]byte, 1)
					c.Read(one)
					arrivals <- string(one)
				}()
			}
			if <-arrivals == "2" {
				overtaken++
			}
			<-arrivals
		}
		if overtaken == 0 || overtaken == 50 {
			t.Errorf("%d of 50 were overtaken", overtaken)
		}
	})
}

// The same seed, the same delays.
func TestSeed(t *testing.T) {
	arrivals := func(seed uint64) (at []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			a, b := pair(t, disttest.New(seed, disttest.Line{Jitter: time.Second, Loss: 0.5}))
			for range 20 {
				send(t, a, "x")
				expect(t, b, "x")
				at = append(at, time.Since(began))
			}
		})
		return at
	}
	if a, b := arrivals(7), arrivals(7); !slices.Equal(a, b) {
		t.Errorf("seed 7 gives %v and then %v", a, b)
	}
	if a, b := arrivals(7), arrivals(8); slices.Equal(a, b) {
		t.Errorf("seeds 7 and 8 both give %v", a)
	}
}

// A line that is cut holds back what is sent that way, and nothing else.
func TestCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Delay: 10 * ms})
		a, b := pair(t, n)
		send(t, a, "arrived, ")
		time.Sleep(10 * ms)
		send(t, a, "under way, ")
		n.Cut("a", "b")
		send(t, a, "cut")
		expect(t, b, "arrived, ")
		silent(t, b, time.Hour)
		send(t, b, "other way")
		expect(t, a, "other way")
		n.Mend("a", "b")
		took(t, 10*ms, func() { expect(t, b, "under way, cut") })
	})
}

func TestPartition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{})
		ab1, ab2 := pair(t, n)
		n.Host("c")
		listener, err := n.Host("d").Listen(t.Context(), ":7000")
		if err != nil {
			t.Fatal(err)
		}
		n.Partition([]string{"a"}, []string{"d"}) // and b with c

		send(t, ab1, "x")
		silent(t, ab2, time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		took(t, time.Minute, func() {
			if _, err := n.Host("a").Dial(ctx, "d:7000"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("dialled across: %v", err)
			}
		})
		if _, err := n.Host("b").Dial(t.Context(), "c:1"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("within a group: %v", err)
		}
		time.AfterFunc(time.Hour, n.Heal)
		took(t, time.Hour, func() {
			if _, err := n.Host("c").Dial(t.Context(), "d:7000"); err != nil {
				t.Errorf("dialled when it was healed: %v", err)
			}
		})
		expect(t, ab2, "x")
		listener.Close()
	})
}

// TLS and other protocols write a last word and close: it arrives.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pair(t, disttest.New(1, disttest.Line{Delay: 10 * ms}))
		send(t, a, "bye")
		a.Close()
		if _, err := a.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("write to a closed one: %v", err)
		}
		send(t, b, "wait!") // nobody has told b yet
		time.Sleep(30 * ms)
		if _, err := b.Write([]byte("x")); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("write when the reset is back: %v", err)
		}
		if got, err := io.ReadAll(b); string(got) != "bye" || err != nil {
			t.Errorf("read %q: %v", got, err)
		}
	})
}

func TestCloseWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pair(t, disttest.New(1, disttest.Line{Delay: 10 * ms}))
		a.(interface{ CloseWrite() error }).CloseWrite()
		if _, err := b.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("read the end: %v", err)
		}
		send(t, b, "still here")
		expect(t, a, "still here")
		if _, err := a.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("write after the end: %v", err)
		}
	})
}

// Half a connection: one end has gone while the line was cut. The other one finds
// out when its bytes get through, or fill the buffer.
func TestHalfOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Delay: 10 * ms, Buffer: 100})
		a, b := pair(t, n)
		n.Partition([]string{"a"})
		a.Close()
		silent(t, b, time.Hour)
		send(t, b, string(make([]byte, 100)))
		b.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := b.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("write to a full buffer: %v", err)
		}
		b.SetWriteDeadline(time.Time{})
		n.Mend("b", "a") // a's host answers, but is not heard
		silent(t, b, time.Hour)
		n.Heal()
		time.Sleep(10 * ms)
		if _, err := b.Write([]byte("x")); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("write after the heal: %v", err)
		}
	})
}

func TestReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{})
		a, b := pair(t, n)
		other, _ := pair(t, disttest.New(1, disttest.Line{}))
		time.AfterFunc(time.Second, func() { n.Reset("b", "a") })
		for _, c := range []net.Conn{a, b} {
			if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("read: %v", err)
			}
			if _, err := c.Write(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("write: %v", err)
			}
		}
		send(t, other, "x")
	})
}

// A reader and a writer that wait are woken by Close, and by a deadline that moves.
func TestWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			wake func(net.Conn)
			want error
		}{
			{func(c net.Conn) { c.Close() }, net.ErrClosed},
			{func(c net.Conn) { c.SetDeadline(time.Now()) }, os.ErrDeadlineExceeded},
		} {
			a, _ := pair(t, disttest.New(1, disttest.Line{Buffer: 1}))
			errs := make(chan error, 2)
			go func() { _, err := a.Read(make([]byte, 1)); errs <- err }()
			go func() { _, err := a.Write(make([]byte, 2)); errs <- err }()
			synctest.Wait()
			c.wake(a)
			for range 2 {
				if err := <-errs; !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
			}
		}
	})
}

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

// Only so many connections wait for somebody to accept them.
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
		time.AfterFunc(time.Minute, func() { l.Accept() })
		took(t, time.Minute, func() {
			if _, err := n.Host("a").Dial(t.Context(), "b:1"); err != nil {
				t.Error(err)
			}
		})
	})
}

// What a writer does with its bytes afterwards does not change what was sent.
func TestBytesAreCopied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pair(t, disttest.New(1, disttest.Line{Delay: ms}))
		sent := bytes.Repeat([]byte("x"), 100)
		a.Write(sent)
		clear(sent)
		expect(t, b, string(bytes.Repeat([]byte("x"), 100)))
	})
}
