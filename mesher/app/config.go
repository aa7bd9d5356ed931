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

// Config holds the program's settings. The zero Config keeps its data in the
// current folder's mesher-data and serves on a free port.
type Config struct {
	// Bind is the address of this machine to serve on; default all it has.
	Bind string
	// HTTPPort is the port to serve on; 0: any free port.
	HTTPPort int
	// WSPort is the port that takes only WebSockets; default 8081, or any free port
	// if that is taken.
	WSPort int
	// AdminAddr is where operators request metrics and health; default
	// 127.0.0.1:8082, or any free port of this machine if that is taken.
	AdminAddr string
	// HTTPSCert and HTTPSKey are files with which the port speaks HTTPS; default
	// none, and plain HTTP. They may be replaced at any time.
	HTTPSCert, HTTPSKey string
	// DataDir is the folder of everything that is stored; default "mesher-data".
	DataDir string
	// DatabaseURL leads to a database on a PostgreSQL server; default the embedded
	// one. It holds a password.
	DatabaseURL mesher.Secret
	// DatabasePool bounds the connections to that server; default 10.
	DatabasePool int
	// RateLimit is how many events a minute a project without a limit of its own may
	// send; default 1000. Negative: any number.
	RateLimit int
	// SpoolMax is how many bytes of events may wait on the disk for a database that
	// can't take them; default 1 GB.
	SpoolMax int64
	// PublicURL is where clients reach the program, if different from where it
	// listens.
	PublicURL *url.URL
	// SMTP is the server that takes alerts by mail, smtp://user:password@host:587 or
	// smtps://; default none, and no mail. MailFrom is the sender of the mail.
	SMTP     mesher.Secret
	MailFrom string
	// WebhookNetworks are the private networks that webhooks may reach; default
	// none.
	WebhookNetworks []netip.Prefix
	// TrustedProxies are the networks of the proxies that say which client a request
	// is from; default none.
	TrustedProxies []netip.Prefix
	// Drain is how long the program goes on serving after it was told to stop, while
	// it says that it is not ready; default not at all.
	Drain time.Duration
	// Cluster makes this program one Mesher with others; default none.
	Cluster Cluster
	// Greeting is told, once, where the program can be reached; default nobody is
	// told.
	Greeting io.Writer
	// Log defaults to slog.Default.
	Log *slog.Logger

	livePatience time.Duration // of the live stream; for tests in which speed does not matter
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

// spool returns the folder of events that wait for the database.
func (c Config) spool() string { return filepath.Join(c.DataDir, "spool") }
