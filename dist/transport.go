package dist

import (
	"context"
	"net"
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
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address)
}

func (tcp) Listen(ctx context.Context, address string) (net.Listener, error) {
	var l net.ListenConfig
	return l.Listen(ctx, "tcp", address)
}
