package observe_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/observe"
)

// certificateOf returns a self-signed certificate for a host.
func certificateOf(t *testing.T, host string) *dist.Certificates {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{host},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &dist.Certificates{Own: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, Roots: roots}
}

// Where nodes prove certificates, an observer shows that of a node; with only the
// cookie it is turned away, and told what it may lack.
func TestAttachWithCertificate(t *testing.T) {
	inCluster(t, nil, func(t *testing.T, w *testCluster) {
		certificates := certificateOf(t, "a")
		a := w.build("a", func(c *dist.Config) { c.TLS = certificates })
		w.observed()
		o, err := w.attach(a, func(a *observe.Attachment) { a.TLS = certificates })
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		if n, err := o.Node(w.Context(), ""); err != nil || n.Name != "node@a:1" {
			t.Errorf("%+v, %v", n, err)
		}
		var told *observe.AttachError
		if o, err := w.attach(a); !errors.As(err, &told) || !strings.Contains(err.Error(), "wants a certificate") {
			t.Errorf("without a certificate: %v, %v", o, err)
		}
		if o, err := w.attach(a, func(a *observe.Attachment) { a.TLS, a.Host = certificates, "b" }); err == nil {
			t.Errorf("as another host: %v", o)
		}
	})
}
