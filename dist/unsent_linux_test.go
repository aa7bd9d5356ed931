package dist_test

import (
	"context"
	"net"
	"syscall"
	"testing"

	"github.com/mesh-actors/mesh/dist"
)

// A tap is a listener and a transport that pass each connection on to the test.
type tap struct {
	net.Listener
	connc chan net.Conn
}

func (s tap) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	if err == nil {
		s.connc <- c
	}
	return c, err
}

func (s tap) Listen(context.Context, string) (net.Listener, error) { return s, nil }

func (s tap) Dial(ctx context.Context, address string) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err == nil {
		s.connc <- c
	}
	return c, err
}

// The kernel holds few unsent bytes of a connection, both at the dialling and at
// the accepting end.
func TestUnsentIsBounded(t *testing.T) {
	name, l := anywhere(t, "ada")
	taps := tap{l, make(chan net.Conn, 2)}
	ada := (*memory)(nil).start(t, name, func(c *dist.Config) { c.Transport, c.Listener = nil, taps })
	defer ada.stop()
	name, l = anywhere(t, "bob")
	bob := (*memory)(nil).start(t, name, func(c *dist.Config) { c.Transport = tap{l, taps.connc} })
	defer bob.stop()
	bob.connect(t, ada)
	for range 2 {
		raw, err := (<-taps.connc).(*net.TCPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		const notSentLowat, want = 25, 32 << 10
		raw.Control(func(fd uintptr) {
			if bytes, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, notSentLowat); bytes != want || err != nil {
				t.Errorf("the kernel holds %d bytes, %v; want %d", bytes, err, want)
			}
		})
	}
}
