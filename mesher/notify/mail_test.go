package notify_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"mime"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/notify"
)

// An office takes mail as a server does, and shows what it received.
type office struct {
	net.Listener
	tls      *tls.Config // nil: it can't encrypt
	implicit bool        // encrypted from the start
	answer   string      // to the recipients; default 250
	lettersc chan letter
}

type letter struct {
	encrypted bool
	auth      string
	from      string
	to        []string
	data      string
}

func openOffice(t *testing.T, o office) *office {
	t.Helper()
	var err error
	if o.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	o.lettersc = make(chan letter, 10)
	var served sync.WaitGroup
	served.Go(func() {
		c, err := o.Accept() // each test sends one letter
		if err != nil {
			return
		}
		stop := context.AfterFunc(t.Context(), func() { c.Close() }) // clients leave it open when they fail
		defer stop()
		o.serve(c)
	})
	t.Cleanup(func() { o.Close(); served.Wait() })
	return &o
}

func (o *office) serve(c net.Conn) {
	defer func() { c.Close() }()
	var l letter
	if o.implicit {
		c, l.encrypted = tls.Server(c, o.tls), true
	}
	lines := bufio.NewReader(c)
	say := func(s string) { c.Write([]byte(s + "\r\n")) }
	say("220 office")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		switch verb, rest, _ := strings.Cut(line, " "); strings.ToUpper(verb) {
		case "EHLO":
			say("250-office")
			if o.tls != nil && !l.encrypted {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go on")
			c, l.encrypted = tls.Server(c, o.tls), true
			lines = bufio.NewReader(c)
		case "AUTH":
			plain, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			l.auth = string(plain)
			say("235 welcome")
		case "MAIL":
			l.from = rest
			say("250 ok")
		case "RCPT":
			l.to = append(l.to, rest)
			say(o.answer)
		case "DATA":
			say("354 go on")
			for {
				line, err := lines.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				l.data += line
			}
			o.lettersc <- l
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// certificate returns a certificate for 127.0.0.1, and a configuration that
// trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	trusted := x509.NewCertPool()
	trusted.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates}, &tls.Config{RootCAs: trusted}
}

func mailTo(to ...string) mesher.Action { return mesher.Action{Type: mesher.Email, To: to} }

func TestMailIsHandedOver(t *testing.T) {
	server, client := certificate(t)
	for _, c := range []struct {
		about, url string // url with the address for a %
		office     office
		encrypted  bool
		auth       string
	}{
		{"a server that encrypts", "smtp://%", office{tls: server}, true, ""},
		{"with a password", "smtp://ada:s%40crt@%", office{tls: server}, true, "\x00ada\x00s@crt"},
		{"from the start", "smtps://ada:s%40crt@%", office{tls: server, implicit: true}, true, "\x00ada\x00s@crt"},
		{"a server that can't", "smtp://%", office{}, false, ""},
		{"one that is told not to", "smtp://%?tls=off", office{tls: server}, false, ""},
	} {
		t.Run(c.about, func(t *testing.T) {
			c.office.answer = "250 ok"
			o := openOffice(t, c.office)
			scheme, rest, _ := strings.Cut(c.url, "://")
			at := strings.LastIndex(rest, "%")
			address := scheme + "://" + rest[:at] + o.Addr().String() + rest[at+1:]
			n := newNotifier(t, notify.Config{SMTP: mesher.SecretOf(address), MailFrom: "Mesher <mesher@example.com>", TLS: client})
			notice := aNotice()
			notice.Alert.RuleName = "Störung"
			if err := n.Send(t.Context(), mailTo("ada@example.com", "eve@example.com"), notice); err != nil {
				t.Fatal(err)
			}
			got := <-o.lettersc
			if got.encrypted != c.encrypted || got.auth != c.auth {
				t.Errorf("encrypted: %v, as %q; want %v, %q", got.encrypted, got.auth, c.encrypted, c.auth)
			}
			if !strings.Contains(got.from, "<mesher@example.com>") || len(got.to) != 2 || !strings.Contains(got.to[1], "<eve@example.com>") {
				t.Errorf("from %q to %q", got.from, got.to)
			}
			for _, want := range []string{"From: \"Mesher\" <mesher@example.com>", "=?UTF-8?q?", "text/plain", "New issue: it broke", "Message-ID: ", "Date: "} {
				if !strings.Contains(got.data, want) {
					t.Errorf("%q is not in\n%s", want, got.data)
				}
			}
		})
	}
}

func TestMailThatIsNotTaken(t *testing.T) {
	server, client := certificate(t)
	for _, c := range []struct {
		about, user string
		office      office
		config      notify.Config
		to          string
		want        string
	}{
		{"nobody of that name", "", office{answer: "550 no such user"}, notify.Config{}, "ada@example.com", "550"},
		{"a password for a server that can't encrypt", "ada:s3cret@", office{answer: "250 ok"}, notify.Config{}, "ada@example.com", "TLS"},
		{"a server that nobody trusts", "ada:s3cret@", office{tls: server, answer: "250 ok"}, notify.Config{}, "ada@example.com", "certificate"},
		{"another header", "", office{answer: "250 ok"}, notify.Config{TLS: client}, "ada@example.com>\r\nBcc: <eve@example.com", "not an e-mail address"},
	} {
		t.Run(c.about, func(t *testing.T) {
			o := openOffice(t, c.office)
			c.config.SMTP, c.config.MailFrom = mesher.SecretOf("smtp://"+c.user+o.Addr().String()), "mesher@example.com"
			err := newNotifier(t, c.config).Send(t.Context(), mailTo(c.to), aNotice())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got the error %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error tells the password: %v", err)
			}
			if len(o.lettersc) > 0 {
				t.Errorf("it took %+v", <-o.lettersc)
			}
		})
	}
}

// Text from strangers never becomes a header.
func TestMailHasTheHeadersThatItShould(t *testing.T) {
	o := openOffice(t, office{answer: "250 ok"})
	n := newNotifier(t, notify.Config{SMTP: mesher.SecretOf("smtp://" + o.Addr().String()), MailFrom: "mesher@example.com"})
	notice := aNotice()
	notice.Alert.RuleName = "x\r\nBcc: eve@example.com\r\n\r\nbody"
	notice.Alert.Message = "line\r\n.\r\nMAIL FROM:<eve@example.com>"
	if err := n.Send(t.Context(), mailTo("ada@example.com"), notice); err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut((<-o.lettersc).data, "\r\n\r\n")
	if strings.Contains(header, "\nBcc:") || !strings.Contains(header, "Subject: [Mesher] x Bcc: eve@example.com body: line . MAIL") {
		t.Errorf("the header is\n%s", header)
	}
	if len(o.lettersc) > 0 {
		t.Error("there is a second letter")
	}
	if err := n.Mail(context.Background(), []string{"ada@example.com"}, "two\nlines", ""); err == nil {
		t.Error("a subject of two lines is sent")
	}
}

// A list of mails shows what happened, and no more than fits there.
func TestSubjects(t *testing.T) {
	for _, c := range []struct {
		message string
		test    bool
		want    string
	}{
		{"New issue: it broke", false, "[Mesher] shop: New issue: it broke"},
		{"A test of the rule shop", true, "[Mesher] Test: shop"},
		{strings.Repeat("ä", 1000), false, "[Mesher] shop: " + strings.Repeat("ä", 104) + "…"},
	} {
		o := openOffice(t, office{answer: "250 ok"})
		n := newNotifier(t, notify.Config{SMTP: mesher.SecretOf("smtp://" + o.Addr().String()), MailFrom: "mesher@example.com"})
		notice := aNotice()
		notice.Alert.RuleName, notice.Alert.Message, notice.Test = "shop", c.message, c.test
		if err := n.Send(t.Context(), mailTo("ada@example.com"), notice); err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(strings.NewReader((<-o.lettersc).data))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || got != c.want {
			t.Errorf("the subject is %q, want %q: %v", got, c.want, err)
		}
	}
}

func TestMailSettings(t *testing.T) {
	for _, c := range []struct{ smtp, from, want string }{
		{"mail.example.com:25", "a@example.com", "smtp://"},
		{"http://mail.example.com", "a@example.com", "smtp://"},
		{"smtp://u:s3cret@", "a@example.com", "smtp://"},
		{"smtp://u:s3cret@host:port", "a@example.com", "smtp://"},
		{"smtp://mail.example.com?tls=maybe", "a@example.com", "?tls=off"},
		{"smtps://mail.example.com?tls=off", "a@example.com", "?tls=off"},
		{"smtp://mail.example.com", "", "Mesher <"},
		{"smtp://mail.example.com", "nobody", "Mesher <"},
	} {
		_, err := notify.New(notify.Config{SMTP: mesher.SecretOf(c.smtp), MailFrom: c.from})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s from %q: got the error %v, want %q", c.smtp, c.from, err, c.want)
		}
	}
	n := newNotifier(t, notify.Config{})
	if err := n.Send(t.Context(), mailTo("ada@example.com"), aNotice()); n.CanMail() || err == nil || !strings.Contains(err.Error(), "MESHER_SMTP_URL") {
		t.Errorf("without a server: %v", err)
	}
}

// A check whether mail would be taken sends none.
func TestMailGreets(t *testing.T) {
	o := openOffice(t, office{})
	n := newNotifier(t, notify.Config{SMTP: mesher.SecretOf("smtp://" + o.Addr().String()), MailFrom: "mesher@example.com"})
	if err := n.GreetMail(t.Context()); err != nil || len(o.lettersc) > 0 {
		t.Errorf("it greets: %v", err)
	}
	o.Close()
	if err := n.GreetMail(t.Context()); err == nil {
		t.Error("a server that is not there greets")
	}
	if err := newNotifier(t, notify.Config{}).GreetMail(t.Context()); err == nil {
		t.Error("no server greets")
	}
}
