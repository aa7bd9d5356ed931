package dist

import (
	"context"
	"net"
)

// A Transport makes the connections between nodes. They always carry TLS.
type Transport interface {
	Dial(ctx context.Context, address string) (net.Conn, error)
	Listen(ctx context.Context, address string) (net.Listener, error)
}

// tcp is the default Transport.
type tcp struct{}

func (tcp) Dial(ctx context.Context, address string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address)
}

func (tcp) Listen(ctx context.Context, address string) (net.Listener, error) {
	var l net.ListenConfig
	return l.Listen(ctx, "tcp", address)
}

// listen opens the listener, unless the program has done so.
func (c Config) listen(ctx context.Context) (net.Listener, error) {
	if c.Listener != nil {
		return c.Listener, nil
	}
	return c.Transport.Listen(ctx, c.Listen)
}

// unsentBytes is how many bytes the kernel may buffer before sending them. Nothing
// can overtake what it holds: over a slow line, megabytes of it would keep a
// heartbeat from going out in time.
const unsentBytes = 32 << 10

// shallow sets that bound, where the system can. It only improves latency: everything
// works without it. It is set on each connection, dialled or accepted, because an
// accepted one does not always inherit it: not from a listener that speaks Multipath
// TCP, as Go's do.
func shallow(c net.Conn) {
	if c, ok := c.(*net.TCPConn); ok {
		if raw, err := c.SyscallConn(); err == nil {
			raw.Control(func(fd uintptr) { limitUnsent(fd, unsentBytes) })
		}
	}
}
