package dist

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"time"
)

// secured is the TLS configuration of both ends: only 1.3, without tickets, so that
// each connection has its own keys.
type secured struct {
	dial, accept *tls.Config
	mutual       bool
	renewed      func() Certificates // see [Certificates]; nil: they stay the same
}

// now returns the configuration for the next handshake.
func (s secured) now() secured {
	if s.renewed == nil {
		return s
	}
	return proving(s.renewed())
}

// secure makes the two configurations. Without certificates, the peer's certificate
// is not checked: instead the cookie's proofs are bound to the connection, so that
// nobody in between can pass them on.
func secure(c *Certificates) (secured, error) {
	if c == nil {
		own, err := selfSigned()
		if err != nil {
			return secured{}, err
		}
		config := &tls.Config{
			Certificates:           []tls.Certificate{own},
			MinVersion:             tls.VersionTLS13,
			SessionTicketsDisabled: true,
			InsecureSkipVerify:     true,
		}
		return secured{dial: config, accept: config}, nil
	}
	s := proving(*c)
	s.renewed = c.Renewed
	return s, nil
}

// proving makes the configurations of nodes that prove certificates.
func proving(c Certificates) secured {
	config := &tls.Config{
		Certificates:           []tls.Certificate{c.Own},
		MinVersion:             tls.VersionTLS13,
		SessionTicketsDisabled: true,
		RootCAs:                c.Roots,
		ClientCAs:              c.Roots,
		ClientAuth:             tls.RequireAndVerifyClientCert,
		// The host that the certificate must be for is known only when the peer has said
		// its name; see certified. The chain is checked right away.
		InsecureSkipVerify: true,
	}
	dial := config.Clone()
	dial.VerifyConnection = func(s tls.ConnectionState) error {
		return chained(s, c.Roots)
	}
	return secured{dial: dial, accept: config, mutual: true}
}

// chained checks a server's certificate, except for its host.
func chained(s tls.ConnectionState, roots *x509.CertPool) error {
	between := x509.NewCertPool()
	for _, cert := range s.PeerCertificates[1:] {
		between.AddCert(cert)
	}
	_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between})
	return err
}

// certified reports whether a peer's certificate is for the host in its name.
func certified(s tls.ConnectionState, name string) bool {
	host, _, err := net.SplitHostPort(address(name))
	return err == nil && len(s.PeerCertificates) > 0 && s.PeerCertificates[0].VerifyHostname(host) == nil
}

// shake does the TLS handshake and returns the value that binds the proofs to it (RFC
// 9266).
func shake(ctx context.Context, c *tls.Conn) (binding []byte, err error) {
	if err := c.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	s := c.ConnectionState()
	return s.ExportKeyingMaterial("EXPORTER-Channel-Binding", []byte{}, 32)
}

// selfSigned makes a certificate that proves only possession of the key.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a key: %w", err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Unix(0, 0),
		NotAfter:     time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
	}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{cert}, PrivateKey: key}, nil
}
