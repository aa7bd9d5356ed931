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

// An Attachment says how an observer reaches a node. To and Cookies are required.
type Attachment struct {
	// To is the node: name@host:port, or just host:port.
	To      string
	Cookies []wire.Cookie
	// TLS makes both sides prove certificates; see [dist.Config]. The observer's must
	// be valid for Host.
	TLS *dist.Certificates
	// Host is where the observer runs; by default the node's host.
	Host string
	// Dial makes the connection; by default over TCP.
	Dial func(ctx context.Context, address string) (net.Conn, error)
	// Log logs the connection's events; by default they are discarded.
	Log *slog.Logger
}

// An Observer is attached to a node, as a hidden node of its own. A lost connection
// is made again.
type Observer struct {
	Client
	node *dist.Node
}

// Attach attaches to a node, waiting until ctx ends.
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
			err = why // the cause, without where it happened
		}
		return nil, &AttachError{a.To, err}
	}
	o.Client.node = o.met()
	return o, nil
}

// met returns the name of the node that it is attached to.
func (o *Observer) met() string {
	for _, n := range o.node.List() {
		return n.Name
	}
	return "" // lost already
}

// Close detaches from the node.
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
