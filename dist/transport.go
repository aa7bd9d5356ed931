package dist

import (
	"context"
	"net"
	"syscall"
)

// A Transport makes the connections between nodes. They always carry TLS.
type Transport interface {
	Dial(ctx context.Context, address string) (net.Conn, error)
	Listen(ctx context.Context, address string) (net.Listener, error)
}

// tcp is the default Transport.
type tcp struct{}

func (tcp) Dial(ctx context.Context, address string) (net.Conn, error) {
	d := net.Dialer{Control: shallow}
	return d.DialContext(ctx, "tcp", address)
}

func (tcp) Listen(ctx context.Context, address string) (net.Listener, error) {
	l := net.ListenConfig{Control: shallow}
	return l.Listen(ctx, "tcp", address)
}

// unsentBytes is how many bytes the kernel may buffer before sending them. Nothing
// can overtake what it holds: over a slow line, megabytes of it would keep a
// heartbeat from going out in time.
const unsentBytes = 32 << 10

// shallow sets that bound, where the system can. It only improves latency: everything
// works without it.
func shallow(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) { limitUnsent(fd, unsentBytes) })
}
