package app

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// Config is what the program is told from outside. The zero Config keeps its
// data in the current folder's mesher-data and serves on a free port.
type Config struct {
	// Bind is the address of this machine to serve on: all it has.
	Bind string
	// HTTPPort is where to serve; 0: on any free port.
	HTTPPort int
	// WSPort is where to take WebSockets as well: 8081, or when that is taken any
	// free port.
	WSPort int
	// AdminAddr is where operators ask for metrics and health: 127.0.0.1:8082,
	// or when that is taken any free port of this machine.
	AdminAddr string
	// HTTPSCert and HTTPSKey are files, with which the port speaks HTTPS: none,
	// and plain HTTP. They may be replaced at any time.
	HTTPSCert, HTTPSKey string
	// DataDir is the folder of everything that is kept: "mesher-data".
	DataDir string
	// DatabaseURL leads to a database on a PostgreSQL server: to the embedded
	// one. It holds a password.
	DatabaseURL mesher.Secret
	// DatabasePool is how many connections to that server are used at most: 10.
	DatabasePool int
	// RateLimit is how many events a minute a project may send that has no limit
	// of its own: 1000. Negative: any number.
	RateLimit int
	// SpoolMax is how many bytes of events may wait on the disk for a database
	// that can't take them: 1 GB.
	SpoolMax int64
	// PublicURL is where clients reach the program, if not where it listens.
	PublicURL *url.URL
	// SMTP is the server that takes alerts by mail, smtp://user:password@host:587
	// or smtps://: none, and no mail. MailFrom is who the mail is from.
	SMTP     mesher.Secret
	MailFrom string
	// WebhookNetworks are the private networks that webhooks may reach: none.
	WebhookNetworks []netip.Prefix
	// TrustedProxies are the networks of the proxies that say which client they ask
	// for: none.
	TrustedProxies []netip.Prefix
	// Drain is for how long the program goes on serving when it was told to stop,
	// and says that it is not ready: not at all.
	Drain time.Duration
	// Cluster has other programs be one Mesher with this one: none.
	Cluster Cluster
	// Greeting is told, once, where the program is to be found: nobody.
	Greeting io.Writer
	// Log is slog.Default.
	Log *slog.Logger

	livePatience time.Duration // of the live stream; for tests that are not about speed
}

func (c Config) withDefaults() (Config, error) {
	if c.HTTPPort < 0 || c.HTTPPort > 65535 {
		return c, fmt.Errorf("the HTTP port must be from 0 to 65535, not %d", c.HTTPPort)
	}
	if c.WSPort < 0 || c.WSPort > 65535 {
		return c, fmt.Errorf("the port of WebSockets must be from 0 to 65535, not %d", c.WSPort)
	}
	if u := c.PublicURL; u != nil && (u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return c, errors.New("the public URL must be an address such as https://errors.example.com")
	}
	if (c.HTTPSCert == "") != (c.HTTPSKey == "") {
		return c, errors.New("HTTPS takes both a certificate and its key: set --https-cert and --https-key, or MESHER_HTTPS_CERT and MESHER_HTTPS_KEY")
	}
	if c.Drain < 0 {
		return c, errors.New("the time to drain must not be negative")
	}
	if c.SpoolMax < 0 {
		return c, errors.New("the bound of the spool must not be negative")
	}
	c.SpoolMax = cmp.Or(c.SpoolMax, 1<<30)
	c.RateLimit = cmp.Or(c.RateLimit, 1000)
	c.DataDir = cmp.Or(c.DataDir, "mesher-data")
	c.DatabasePool = cmp.Or(c.DatabasePool, defaultPool)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Greeting == nil {
		c.Greeting = io.Discard
	}
	database, err := c.database()
	if err != nil {
		return c, err
	}
	return c, c.Cluster.check(database)
}

// spool is the folder of events that wait for the database.
func (c Config) spool() string { return filepath.Join(c.DataDir, "spool") }
