package notify

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"

	gomail "github.com/wneessen/go-mail"

	"github.com/mesh-actors/mesh/mesher"
)

// A mailer hands messages to one server, each on a connection of its own, since
// alerts are rare.
type mailer struct {
	host    string
	options []gomail.Option
	from    *mail.Address
}

func newMailer(c Config) (*mailer, error) {
	from, err := mail.ParseAddress(c.MailFrom)
	if err != nil {
		return nil, errors.New("the address that mail is from must be one such as Mesher <mesher@example.com>")
	}
	host, options, err := readServer(c.SMTP)
	if err != nil {
		return nil, err
	}
	options = append(options, gomail.WithTimeout(c.Timeout))
	if c.TLS != nil {
		own := c.TLS.Clone()
		own.ServerName = host
		options = append(options, gomail.WithTLSConfig(own))
	}
	m := &mailer{host, options, from}
	_, err = m.client()
	return m, err
}

// readServer reads the address of a mail server. Its errors don't repeat the
// address, which may have a password.
func readServer(address mesher.Secret) (host string, options []gomail.Option, err error) {
	u, err := url.Parse(address.Reveal())
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return "", nil, errors.New("the mail server must be an address such as smtp://user:password@mail.example.com:587, or smtps://")
	}
	password, hasPassword := u.User.Password()
	port := 587
	switch tls := u.Query().Get("tls"); {
	case tls != "" && (tls != "off" || u.Scheme == "smtps"):
		return "", nil, errors.New("the mail server's address may have ?tls=off after smtp://, and nothing else")
	case u.Scheme == "smtps":
		port = 465
		options = append(options, gomail.WithSSL())
	case tls == "off":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case hasPassword:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return "", nil, errors.New("the mail server's port is not a number")
		}
	}
	options = append(options, gomail.WithPort(port))
	if hasPassword {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return u.Hostname(), options, nil
}

func (m *mailer) client() (*gomail.Client, error) { return gomail.NewClient(m.host, m.options...) }

// send hands one message over. Header values are single lines of text by then:
// addresses are parsed, and a subject of several lines is refused.
func (m *mailer) send(ctx context.Context, to []string, subject, text string) error {
	if subject != mesher.OneLine(subject) {
		return errors.New("the subject of a mail must be one line")
	}
	message := gomail.NewMsg()
	message.FromMailAddress(m.from)
	for _, address := range to {
		parsed, err := mesher.ParseEmail(address)
		if err != nil {
			return err
		}
		if err := message.AddTo(parsed); err != nil {
			return fmt.Errorf("write to %s: %w", parsed, err)
		}
	}
	message.Subject(subject)
	message.SetDate()
	message.SetMessageID()
	message.SetGenHeader("Auto-Submitted", "auto-generated") // asks for no automatic replies
	message.SetBodyString(gomail.TypeTextPlain, text)
	client, err := m.client()
	if err != nil {
		return err
	}
	// A connection that fails before it is ready is closed only by the garbage
	// collector, since go-mail leaves it.
	return client.DialAndSendWithContext(ctx, message)
}

// greet connects, and stops where a message would begin.
func (m *mailer) greet(ctx context.Context) error {
	client, err := m.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	return client.Close()
}
