package disttest_test

import (
	"errors"
	"net"
	"syscall"
	"testing"

	"github.com/mesh-actors/mesh/dist/disttest"
)

// The system gives a reserved port to no request for any port, and to no outgoing
// connection, even if there is no other port.
func TestReservedIsForNobodyElse(t *testing.T) {
	somewhere, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer somewhere.Close()
	only := within(disttest.Reserve(t))

	c := net.ListenConfig{Control: only}
	c.SetMultipathTCP(false) // it does not know the option
	l, err := c.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if errors.Is(err, syscall.ENOPROTOOPT) {
		t.Skip("SKIPPED: it takes Linux 6.3 to choose from one port")
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("listen at any port: %v, %v", l, err)
	}
	d := net.Dialer{Control: only}
	near, err := d.DialContext(t.Context(), "tcp", somewhere.Addr().String())
	if !errors.Is(err, syscall.EADDRNOTAVAIL) {
		t.Errorf("dial from any port: %v, %v", near, err)
	}
}

// within makes the system choose from only the port of an address.
func within(address string) func(_, _ string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		const localPortRange = 51 // IP_LOCAL_PORT_RANGE, which package syscall does not name
		at, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			return err
		}
		controlled := c.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_IP, localPortRange, at.Port|at.Port<<16)
		})
		return errors.Join(err, controlled)
	}
}
