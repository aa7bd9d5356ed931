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

// Config of a [Notifier]. The zero Config sends webhooks, and no mail.
type Config struct {
	// PublicURL is where people reach this installation: messages have no links.
	PublicURL *url.URL
	// Live shows alerts on open pages: nobody has any open.
	Live Live
	// SMTP is the address of a server that takes mail: none. With smtp:// the
	// connection is encrypted if the server can, and must be where the address
	// has a password; ?tls=off is for servers that pretend to. With smtps:// it
	// is from the start.
	SMTP mesher.Secret
	// MailFrom is who mail is from; with SMTP it is required.
	MailFrom string
	// AllowNetworks are private networks that webhooks may reach: none.
	AllowNetworks []netip.Prefix
	// TLS is how servers are recognised: by the authorities that this machine
	// trusts.
	TLS *tls.Config
	// Resolver finds addresses: the system's.
	Resolver *net.Resolver
	// Timeout bounds an attempt: 10 s.
	Timeout time.Duration
}

// Live shows alerts on open pages.
type Live interface {
	// ShowAlert returns when the alert is on its way.
	ShowAlert(ctx context.Context, n mesher.Notice) error
}

// A Notifier sends. Many may use it at once.
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

// CanMail tells whether mail is set up.
func (n *Notifier) CanMail() bool { return n.mail != nil }

// GreetMail connects to the server that takes mail, signs in where the address
// has a password, and sends nothing.
func (n *Notifier) GreetMail(ctx context.Context) error {
	if n.mail == nil {
		return errNoMail
	}
	return n.mail.greet(ctx)
}

// Mail sends a message of text.
func (n *Notifier) Mail(ctx context.Context, to []string, subject, text string) error {
	if n.mail == nil {
		return errNoMail
	}
	return n.mail.send(ctx, to, subject, text)
}
