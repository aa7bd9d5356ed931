package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

// secureDoor has the doors speak HTTPS where there is a certificate, and returns
// where the one for all is for somebody on this machine.
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

// A certificate is one that may be renewed while the program runs: each
// handshake looks whether its files are others than they were.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu     sync.Mutex // guards what follows
	loaded *tls.Certificate
	seen   [2]version // of the files, when they were last read
}

// A version of a file.
type version struct {
	at   time.Time
	size int64
}

func openCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log, seen: versions(certFile, keyFile)}
	loaded, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("HTTPS needs a certificate and its key in PEM: see --https-cert and --https-key, or MESHER_HTTPS_CERT and MESHER_HTTPS_KEY: %w", err)
	}
	c.loaded = &loaded
	return c, nil
}

// current is what the files hold. While they don't fit each other, as in the
// middle of being replaced, it is what they held before.
func (c *certificate) current() *tls.Certificate {
	seen := versions(c.certFile, c.keyFile)
	c.mu.Lock()
	defer c.mu.Unlock()
	if seen == c.seen {
		return c.loaded
	}
	c.seen = seen
	fresh, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		c.log.Warn("the new certificate can't be read; the old one stays in use", "file", c.certFile, "err", err)
		return c.loaded
	}
	c.log.Info("a new certificate is in use", "file", c.certFile, "until", fresh.Leaf.NotAfter)
	c.loaded = &fresh
	return c.loaded
}

// host is a name of this machine for which the certificate is good; the usual
// one, if it is good for none that is known here.
func (c *certificate) host(usual string) string {
	for _, name := range append([]string{usual, "localhost"}, c.loaded.Leaf.DNSNames...) {
		if c.loaded.Leaf.VerifyHostname(name) == nil && !strings.HasPrefix(name, "*") {
			return name
		}
	}
	return usual
}

func versions(files ...string) (seen [2]version) {
	for i, file := range files {
		if info, err := os.Stat(file); err == nil {
			seen[i] = version{info.ModTime(), info.Size()}
		}
	}
	return seen
}
