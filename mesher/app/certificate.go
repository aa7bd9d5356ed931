package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"
)

// secureDoor makes the doors speak HTTPS if there is a certificate, and returns
// the address of the main door for clients on this machine.
func (p *program) secureDoor() (*url.URL, error) {
	if p.config.HTTPSCert == "" {
		return p.door.url(), nil
	}
	c, err := openCertificate(p.config.HTTPSCert, p.config.HTTPSKey, p.config.Log)
	if err != nil {
		return nil, err
	}
	p.door.tls = &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current(), nil },
	}
	p.sockets.tls = p.door.tls
	local := p.door.url()
	local.Host = net.JoinHostPort(c.host(local.Hostname()), local.Port())
	return local, nil
}

// A certificate may be renewed while the program runs.
type certificate struct{ *renewable[*tls.Certificate] }

func openCertificate(certFile, keyFile string, log *slog.Logger) (certificate, error) {
	files, err := openRenewable(log, func() (*tls.Certificate, time.Time, error) {
		read, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			return nil, time.Time{}, err
		}
		return &read, read.Leaf.NotAfter, nil
	}, certFile, keyFile)
	if err != nil {
		return certificate{}, fmt.Errorf("HTTPS needs a certificate and its key in PEM: see --https-cert and --https-key, or MESHER_HTTPS_CERT and MESHER_HTTPS_KEY: %w", err)
	}
	return certificate{files}, nil
}

// host returns a name of this machine that the certificate covers, or the usual
// one if there is none.
func (c certificate) host(usual string) string {
	leaf := c.current().Leaf
	for _, name := range append([]string{usual, "localhost"}, leaf.DNSNames...) {
		if leaf.VerifyHostname(name) == nil && !strings.HasPrefix(name, "*") {
			return name
		}
	}
	return usual
}
