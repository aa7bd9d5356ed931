package server

import (
	"cmp"
	"context"
	"log/slog"
	"net/netip"
	"net/url"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// Config configures a [Server]. The ports are required; for every other field
// zero is a good default.
type Config struct {
	Intake Intake
	Keys   Keys
	Store  Store
	Gate   *access.Gate
	Admin  Admin

	// RateLimit is how many events a minute a project without a limit of its own may
	// send; the server only displays it.
	RateLimit int

	// TestRule delivers a test alert by a rule's action, and returns its outcome;
	// nil: this program delivers none.
	TestRule func(ctx context.Context, rule mesher.Rule) error

	// Mail sends a text to addresses; nil: this program sends no mail.
	Mail func(ctx context.Context, to []string, subject, text string) error

	// Connect runs the life of a connection in a process of its own, and need not
	// wait for its end; nil: it runs on the request's goroutine.
	Connect func(ctx context.Context, life func(context.Context) error) error

	// Live tells connections what happens; nil: there is no live stream.
	Live Live

	// MaxSockets is how many WebSockets may be open at once; default 4096. One
	// project that sends, or one account that listens, has a quarter of them at
	// most.
	MaxSockets int

	// WatchEvery is how often a connection of the live stream is pinged and its
	// rights are checked; default 30 s.
	WatchEvery time.Duration

	// Cluster returns the state of all nodes; nil: this program does not know it.
	Cluster func(context.Context) (mesher.Cluster, error)

	// Ready returns an error if this node can't take events now; without Ready it
	// always can.
	Ready func(context.Context) error

	// PublicURL is where clients reach this installation; default the host that each
	// request names.
	PublicURL *url.URL

	// TrustedProxies are the networks of the proxies whose X-Forwarded-For names the
	// client; default none.
	TrustedProxies []netip.Prefix

	// ReadTimeout bounds how long a client may take to send a request, and
	// WriteTimeout how long its answer may take; default 30 s and 60 s.
	ReadTimeout, WriteTimeout time.Duration

	// Grace is how long running requests may take to finish when the server is told
	// to stop; default 10 s.
	Grace time.Duration

	Log *slog.Logger // default: slog.Default
}

// How long a connection may be silent: before a request's header is complete, and
// between two requests.
const (
	headerTimeout = 5 * time.Second
	idleTimeout   = 2 * time.Minute
)

// maxHeader bounds a request's header in bytes; an SDK's takes about one KB.
const maxHeader = 32 << 10

func (c Config) withDefaults() Config {
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 30*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, time.Minute)
	c.Grace = cmp.Or(c.Grace, 10*time.Second)
	c.Log = cmp.Or(c.Log, slog.Default())
	c.MaxSockets = cmp.Or(c.MaxSockets, 4096)
	c.WatchEvery = cmp.Or(c.WatchEvery, 30*time.Second)
	if c.Live == nil {
		c.Live = silence{}
	}
	if c.Connect == nil {
		c.Connect = func(ctx context.Context, life func(context.Context) error) error { return life(ctx) }
	}
	if c.Ready == nil {
		c.Ready = func(context.Context) error { return nil }
	}
	return c
}
