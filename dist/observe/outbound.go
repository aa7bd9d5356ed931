package observe

import (
	"context"
	"net"
	"sync"
)

// outbound is the transport of a node that can't be dialled.
type outbound struct {
	dial func(ctx context.Context, address string) (net.Conn, error)
}

func (o outbound) Dial(ctx context.Context, address string) (net.Conn, error) {
	if o.dial != nil {
		return o.dial(ctx, address)
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address)
}

func (outbound) Listen(context.Context, string) (net.Listener, error) {
	return &deaf{closed: make(chan struct{})}, nil
}

// deaf is a listener without an address.
type deaf struct {
	once   sync.Once
	closed chan struct{}
}

func (d *deaf) Accept() (net.Conn, error) {
	<-d.closed
	return nil, net.ErrClosed
}

func (d *deaf) Close() error {
	d.once.Do(func() { close(d.closed) })
	return nil
}

func (d *deaf) Addr() net.Addr { return new(net.TCPAddr) }
