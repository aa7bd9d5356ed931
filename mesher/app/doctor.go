package app

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher/notify"
	"github.com/mesh-actors/mesh/mesher/ops/doctor"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// examineWithin bounds the examination of one thing outside.
const examineWithin = 15 * time.Second

// Examine examines everything that a program with a configuration would depend
// on, and changes nothing. A test message goes to mailTo; empty: none.
func Examine(ctx context.Context, c Config, mailTo string) []doctor.Finding {
	c, err := c.withDefaults()
	if err != nil {
		return []doctor.Finding{misconfigured(err)}
	}
	found := []doctor.Finding{{Subject: "configuration", State: doctor.OK, Says: "makes sense"}}
	found = append(found, c.examineDatabase(ctx)...)
	found = append(found, c.examineDisk()...)
	found = append(found, c.examinePorts(ctx)...)
	return append(found, c.examineMail(ctx, mailTo), c.examineNode(ctx))
}

func misconfigured(err error) doctor.Finding {
	return doctor.Finding{Subject: "configuration", State: doctor.Wrong, Says: err.Error(), Do: "mesher serve --help lists the settings"}
}

func (c Config) examineDatabase(ctx context.Context) []doctor.Finding {
	ctx, cancel := context.WithTimeout(ctx, examineWithin)
	defer cancel()
	db, err := c.database()
	if err != nil {
		return []doctor.Finding{misconfigured(err)}
	}
	start := time.Now()
	version, theirs, err := sqlstore.Examine(ctx, db.address)
	took := time.Since(start)
	if err != nil {
		return []doctor.Finding{{Subject: "database", State: doctor.Wrong, Says: fmt.Sprintf("%s: %v", db.name, err),
			Do: "see that the database is there, that its disk has room, and that its user may make tables in it; in place of a damaged file put a backup; if it is busy, ask again"}}
	}
	found := []doctor.Finding{{Subject: "database", State: doctor.OK,
		Says: fmt.Sprintf("%s: %s, writable, answers in %s", db.name, version, took.Round(time.Millisecond))}}
	if db.remote {
		found = append(found, doctor.Clock(time.Since(theirs)))
	}
	schema, err := sqlstore.Schema(ctx, db.address)
	if err != nil {
		return append(found, doctor.Finding{Subject: "schema", State: doctor.Wrong, Says: err.Error(), Do: "restore a backup"})
	}
	return append(found, doctor.Schema(schema.Version, schema.Latest, schema.Oldest))
}

func (c Config) examineDisk() []doctor.Finding {
	found := []doctor.Finding{doctor.Folder("data folder", c.DataDir)}
	if spool := c.spool(); found[0].State != doctor.Wrong && doctor.Existing(spool) == spool {
		found = append(found, doctor.Folder("spool", spool))
	}
	free, err := doctor.Free(doctor.Existing(c.DataDir))
	if err != nil {
		return append(found, doctor.Finding{Subject: "disk", State: doctor.Warning, Says: err.Error(), Do: "see yourself how much is free"})
	}
	return append(found, doctor.Disk(c.DataDir, free, c.SpoolMax))
}

// examinePorts examines the ports that must be free; for the others there are
// substitutes.
func (c Config) examinePorts(ctx context.Context) []doctor.Finding {
	running := c.runs(ctx)
	found := []doctor.Finding{doctor.Port(ctx, "HTTP port", net.JoinHostPort(c.Bind, strconv.Itoa(c.HTTPPort)), running)}
	if c.WSPort != 0 {
		found = append(found, doctor.Port(ctx, "WebSocket port", net.JoinHostPort(c.Bind, strconv.Itoa(c.WSPort)), running))
	}
	if c.AdminAddr != "" {
		found = append(found, doctor.Port(ctx, "admin address", c.AdminAddr, running))
	}
	return found
}

// runs reports whether a program runs on the data folder.
func (c Config) runs(ctx context.Context) bool {
	dsn, err := LocalDSN(c.DataDir)
	if err != nil {
		return false
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return false
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return false // it was killed, and left its DSN
	}
	conn.Close()
	return true
}

func (c Config) examineMail(ctx context.Context, to string) doctor.Finding {
	f := doctor.Finding{Subject: "mail", State: doctor.OK}
	if c.SMTP.Reveal() == "" {
		f.Says = "is not set up: alerts and invitations are not mailed"
		if to != "" {
			f.State, f.Do = doctor.Wrong, "set MESHER_SMTP_URL and MESHER_MAIL_FROM"
		}
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, examineWithin)
	defer cancel()
	n, err := notify.New(notify.Config{SMTP: c.SMTP, MailFrom: c.MailFrom})
	if err == nil && to == "" {
		f.Says = "the server answers"
		err = n.GreetMail(ctx)
	} else if err == nil {
		f.Says = "a test message was handed over for " + to
		err = n.Mail(ctx, []string{to}, "A test from Mesher", "This message shows that Mesher can send mail.\n")
	}
	if err != nil {
		f.State, f.Says, f.Do = doctor.Wrong, err.Error(), "see MESHER_SMTP_URL and MESHER_MAIL_FROM, and that the mail server takes connections from here"
	}
	return f
}

// shortCookie is the length below which a cookie might be guessed.
const shortCookie = 32

func (c Config) examineNode(ctx context.Context) doctor.Finding {
	f := doctor.Finding{Subject: "node", State: doctor.OK, Says: "the server is alone"}
	if c.Cluster.Name == "" {
		return f
	}
	_, address, _ := strings.Cut(c.Cluster.Name, "@")
	host, _, err := net.SplitHostPort(address)
	if err == nil {
		_, err = net.DefaultResolver.LookupHost(ctx, host)
	}
	f.Says = c.Cluster.Name + " has a name that is found"
	for _, cookie := range c.Cluster.Cookies {
		if len(cookie.Reveal()) < shortCookie {
			f.State, f.Says, f.Do = doctor.Warning, fmt.Sprintf("the cookie is shorter than %d bytes", shortCookie), "make one with openssl rand -base64 32, and give it to all nodes"
		}
	}
	if err != nil {
		f.State, f.Says, f.Do = doctor.Wrong, err.Error(), "give the node a name at which others find it, in MESHER_NODE_NAME"
	}
	return f
}
