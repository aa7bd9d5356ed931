package observe

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// An Attachment says how an observer gets to a node. To and Cookies are required.
type Attachment struct {
	// To is the node: name@host:port, or host:port alone.
	To      string
	Cookies []wire.Cookie
	// TLS has both prove certificates; see [dist.Config]. The observer's has to be good
	// for Host.
	TLS *dist.Certificates
	// Host is where the observer runs: where the node does.
	Host string
	// Dial makes the connection: by TCP.
	Dial func(ctx context.Context, address string) (net.Conn, error)
	// Log is told what goes on at the connection: nobody.
	Log *slog.Logger
}

// An Observer is attached to a node, as a hidden one of its own. A connection that is
// lost is made again.
type Observer struct {
	Client
	node *dist.Node
}

// Attach attaches to a node, as long as ctx.
func Attach(ctx context.Context, a Attachment) (*Observer, error) {
	_, at, found := strings.Cut(a.To, "@")
	if !found {
		at = a.To
	}
	host, _, err := net.SplitHostPort(at)
	if err != nil {
		return nil, fmt.Errorf("%q is no node: want name@host:port, or host:port", a.To)
	}
	if a.Log == nil {
		a.Log = slog.New(slog.DiscardHandler)
	}
	sys := actor.NewSystem(actor.Config{
		Node:   "observer-" + nonce() + "@" + net.JoinHostPort(cmp.Or(a.Host, host), "0"),
		Logger: a.Log,
	})
	node, err := dist.Start(ctx, sys, dist.Config{
		Cookies: a.Cookies, TLS: a.TLS, Hidden: true, Transport: outbound{a.Dial}, Logger: a.Log,
		Limits: wire.Limits{Message: 2 * maxAnswer},
	})
	if err != nil {
		return nil, err
	}
	o := &Observer{Client{sys: sys}, node}
	if err := node.Connect(ctx, a.To); err != nil {
		o.Close()
		if why := errors.Unwrap(err); why != nil {
			err = why // less to where
		}
		return nil, &AttachError{a.To, err}
	}
	o.Client.node = o.met()
	return o, nil
}

// met is the name of the node that it is attached to.
func (o *Observer) met() string {
	for _, n := range o.node.List() {
		return n.Name
	}
	return "" // lost already
}

// Close detaches.
func (o *Observer) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return errors.Join(o.node.Leave(ctx), o.sys.Stop(ctx))
}

// An AttachError says why a node could not be attached to, in words for who is at the
// keyboard.
type AttachError struct {
	To     string
	Reason error
}

func (e *AttachError) Error() string {
	return fmt.Sprintf("attach to %s: %s", e.To, e.explain())
}

func (e *AttachError) Unwrap() error { return e.Reason }

func (e *AttachError) explain() string {
	refused, _ := errors.AsType[*wire.RefusedError](e.Reason)
	lookup, _ := errors.AsType[*net.DNSError](e.Reason)
	op, _ := errors.AsType[*net.OpError](e.Reason)
	switch {
	case refused != nil && refused.Why == wire.Unproven:
		return "it has another cookie, or a certificate that is not good for this one's"
	case refused != nil && refused.Why == wire.NotMe:
		return "the node at this address has another name; the address alone, without the name, will do"
	case refused != nil:
		return refused.Error()
	case lookup != nil:
		return fmt.Sprintf("there is no host %q", lookup.Name)
	case op != nil && op.Op == "remote error": // as crypto/tls calls an alert
		return fmt.Sprintf("it wants a certificate of its authority, for the host that this one is on (%v)", op.Err)
	case errors.Is(e.Reason, syscall.ECONNREFUSED):
		return "nobody listens there: the node does not run, or runs alone and has no address for others"
	case errors.Is(e.Reason, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(e.Reason, io.EOF), errors.Is(e.Reason, syscall.ECONNRESET):
		return "it ended the connection: it is no node, it has another cookie, or it wants a certificate"
	}
	return e.Reason.Error()
}

func nonce() string {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// outbound is the transport of a node that nobody dials.
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

// deaf is a listener at no address.
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
