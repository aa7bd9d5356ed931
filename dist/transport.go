package dist

import (
	"context"
	"net"
	"syscall"
)

// A Transport makes the connections that nodes talk over. What goes over them is
// TLS in any case.
type Transport interface {
	Dial(ctx context.Context, address string) (net.Conn, error)
	Listen(ctx context.Context, address string) (net.Listener, error)
}

// tcp is the Transport between machines.
type tcp struct{}

func (tcp) Dial(ctx context.Context, address string) (net.Conn, error) {
	d := net.Dialer{Control: shallow}
	return d.DialContext(ctx, "tcp", address)
}

func (tcp) Listen(ctx context.Context, address string) (net.Listener, error) {
	l := net.ListenConfig{Control: shallow}
	return l.Listen(ctx, "tcp", address)
}

// unsentBytes is how many bytes the kernel takes from us ahead of sending them. What it
// holds nothing can pass: over a slow line, megabytes of it would keep a heartbeat
// from going out in time.
const unsentBytes = 32 << 10

// shallow bounds that, where the system can. It is a matter of latency: without it
// all works.
func shallow(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) { limitUnsent(fd, unsentBytes) })
}
