package observe

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
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

func nonce() string {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
