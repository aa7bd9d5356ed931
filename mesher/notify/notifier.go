package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// Config configures a [Notifier]. The zero Config sends webhooks, and no mail.
type Config struct {
	// PublicURL is where people reach this installation; default none: messages have
	// no links.
	PublicURL *url.URL
	// Live shows alerts on open pages; default: there are none.
	Live Live
	// SMTP is the address of a server that takes mail; default none. With smtp://
	// the connection is encrypted if the server can, and must be if the address has
	// a password; ?tls=off is for servers that only pretend to. With smtps:// it is
	// encrypted from the start.
	SMTP mesher.Secret
	// MailFrom is the sender of mail; required with SMTP.
	MailFrom string
	// AllowNetworks are private networks that webhooks may reach; default none.
	AllowNetworks []netip.Prefix
	// TLS is how servers are authenticated; default by the authorities that this
	// machine trusts.
	TLS *tls.Config
	// Resolver resolves names; default the system's.
	Resolver *net.Resolver
	// Timeout bounds an attempt; default 10 s.
	Timeout time.Duration
}

// Live shows alerts on open pages.
type Live interface {
	// ShowAlert returns when the alert is on its way.
	ShowAlert(ctx context.Context, n mesher.Notice) error
}

// A Notifier delivers notices. It is safe for concurrent use.
type Notifier struct {
	config Config
	client *http.Client
	mail   *mailer // nil: mail is not set up
}

// New makes a notifier. Its error says what is wrong with the settings.
func New(c Config) (*Notifier, error) {
	c.Timeout = cmp.Or(c.Timeout, 10*time.Second)
	n := &Notifier{config: c, client: newClient(c)}
	if c.SMTP.Reveal() == "" {
		return n, nil
	}
	var err error
	n.mail, err = newMailer(c)
	return n, err
}

var errNoMail = errors.New("mail is not set up in this installation: its operator has to set MESHER_SMTP_URL and MESHER_MAIL_FROM")

// Send makes one attempt to deliver a notice.
func (n *Notifier) Send(ctx context.Context, a mesher.Action, notice mesher.Notice) error {
	ctx, cancel := context.WithTimeout(ctx, n.config.Timeout)
	defer cancel()
	switch a.Type {
	case mesher.Webhook:
		return n.post(ctx, a, notice)
	case mesher.Email:
		return n.Mail(ctx, a.To, subject(notice), n.text(notice))
	case mesher.Websocket:
		if n.config.Live == nil {
			return nil
		}
		return n.config.Live.ShowAlert(ctx, notice)
	}
	return errors.New("there is no such way to deliver an alert")
}

// CanMail reports whether mail is set up.
func (n *Notifier) CanMail() bool { return n.mail != nil }

// GreetMail connects to the mail server, signs in if the address has a password,
// and sends nothing.
func (n *Notifier) GreetMail(ctx context.Context) error {
	if n.mail == nil {
		return errNoMail
	}
	return n.mail.greet(ctx)
}

// Mail sends a text message.
func (n *Notifier) Mail(ctx context.Context, to []string, subject, text string) error {
	if n.mail == nil {
		return errNoMail
	}
	return n.mail.send(ctx, to, subject, text)
}
