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

// Config says what a [Server] stands on. The ports are required; every other
// zero is a good default.
type Config struct {
	Intake Intake
	Keys   Keys
	Store  Store
	Gate   *access.Gate
	Admin  Admin

	// RateLimit is how many events a minute a project may send that has no
	// limit of its own; the server only tells.
	RateLimit int

	// TestRule delivers a test by an alert rule's action, and returns how that
	// went; nil: this program delivers none.
	TestRule func(ctx context.Context, rule mesher.Rule) error

	// Mail sends a text to somebody; nil: this program mails nothing.
	Mail func(ctx context.Context, to []string, subject, text string) error

	// Connect has the life of a connection run in a process of its own, and need
	// not wait for its end; nil: on the request's goroutine.
	Connect func(ctx context.Context, life func(context.Context) error) error

	// Live tells connections what happens; nil: there is no live stream.
	Live Live

	// MaxSockets is how many WebSockets are open at once: 4096. One project that
	// sends, or one account that listens, has a quarter of them at most.
	MaxSockets int

	// WatchEvery is how often a connection of the live stream is asked whether it
	// is there, and its rights are looked at: 30 s.
	WatchEvery time.Duration

	// Cluster tells how all nodes fare; nil: this program does not know.
	Cluster func(context.Context) (mesher.Cluster, error)

	// Ready says whether this node can take events now; nil: it always can.
	Ready func(context.Context) error

	// FirstKey is shown, with the address to send to, on the pages of its
	// project until that has an event.
	FirstKey mesher.Key

	// PublicURL is where clients reach this installation. Without it each
	// request tells, by the host that it asked for.
	PublicURL *url.URL

	// TrustedProxies are the networks of the proxies whose X-Forwarded-For names the
	// client: none.
	TrustedProxies []netip.Prefix

	// ReadTimeout bounds how long a client may take to send a request, and
	// WriteTimeout how long to have it answered: 30 s and 60 s.
	ReadTimeout, WriteTimeout time.Duration

	// Grace is how long running requests may take to finish when the server is
	// told to stop: 10 s.
	Grace time.Duration

	Log *slog.Logger // default: slog.Default
}

// How long a connection may say nothing: before a request's header is complete,
// and between two requests.
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
