package disttest_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"

	"github.com/mesh-actors/mesh/dist/disttest"
)

func TestConformsToNetConn(t *testing.T) {
	nettest.TestConn(t, func() (a, b net.Conn, stop func(), err error) {
		a, b = pair(t, disttest.New(1, disttest.Line{}))
		return a, b, func() { a.Close(); b.Close() }, nil
	})
}

// A writer that fills the buffer waits for the reader.
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

// What a writer does with its bytes afterwards does not change the sent data.
func TestBytesAreCopied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pair(t, disttest.New(1, disttest.Line{Delay: ms}))
		sent := bytes.Repeat([]byte("x"), 100)
		a.Write(sent)
		clear(sent)
		expect(t, b, string(bytes.Repeat([]byte("x"), 100)))
	})
}

// TLS and other protocols write a last message and close: it arrives.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pair(t, disttest.New(1, disttest.Line{Delay: 10 * ms}))
		send(t, a, "bye")
		a.Close()
		if _, err := a.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("write to a closed one: %v", err)
		}
		send(t, b, "wait!") // nobody has told b yet
		time.Sleep(19 * ms)
		send(t, b, "hello?")
		time.Sleep(ms)
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
		time.AfterFunc(time.Second, func() { a.Close() })
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("read, and then closed: %v", err)
		}
	})
}

// Half a connection: one end has gone while the line was cut. The other end finds
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

// A waiting reader and writer are woken by Close, and by a deadline that moves.
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
