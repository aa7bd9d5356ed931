package dist_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	a := authority{cert: &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(100 * 365 * 24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}}
	a.key, a.cert = sign(t, a.cert, authority{cert: a.cert})
	return a
}

func sign(t *testing.T, about *x509.Certificate, by authority) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if by.key == nil {
		by.key = key
	}
	der, err := x509.CreateCertificate(rand.Reader, about, by.cert, &key.PublicKey, by.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, cert
}

// node changes a node's configuration: it has a certificate for this host.
func (a authority) node(t *testing.T, host string) func(*dist.Config) {
	key, cert := sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: a.cert.NotAfter, DNSNames: []string{host},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, a)
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	return func(c *dist.Config) {
		c.TLS = &dist.Certificates{Own: tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}, Roots: roots}
	}
}

// With certificates, the cookie is not enough: each needs one of the authority's,
// for the host in its name.
func TestMutualTLS(t *testing.T) {
	good, other := newAuthority(t), newAuthority(t)
	for name, c := range map[string]struct {
		change func(*dist.Config)
		ok     bool
	}{
		"a certificate for its host":     {good.node(t, "b"), true},
		"one for another host":           {good.node(t, "x"), false},
		"one of another authority":       {other.node(t, "b"), false},
		"one that it made for itself":    {func(*dist.Config) {}, false},
		"and its cookie is another then": {func(c *dist.Config) { good.node(t, "b")(c); c.Cookies = cookie(t, "another") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				ada := m.start(t, "ada@a:1", good.node(t, "a"))
				defer ada.stop()
				bob := m.start(t, "bob@b:1", c.change)
				defer bob.stop()
				if err := bob.Connect(t.Context(), "ada@a:1"); (err == nil) != c.ok {
					t.Errorf("bob to ada: %v", err)
				}
				if err := ada.Connect(t.Context(), "bob@b:1"); (err == nil) != c.ok {
					t.Errorf("ada to bob: %v", err)
				}
			})
		})
	}
}

// Renewed certificates are used in the next handshakes, on either side, with
// their roots; existing connections stay.
func TestCertificatesAreRenewed(t *testing.T) {
	first, second := newAuthority(t), newAuthority(t)
	var renewed atomic.Bool
	renewing := func(host string) func(*dist.Config) {
		certificates := make(map[bool]dist.Certificates)
		for is, by := range map[bool]authority{false: first, true: second} {
			var c dist.Config
			by.node(t, host)(&c)
			certificates[is] = *c.TLS
		}
		now := certificates[false]
		now.Renewed = func() dist.Certificates { return certificates[renewed.Load()] }
		return func(c *dist.Config) { c.TLS = &now }
	}
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada := m.start(t, "ada@a:1", renewing("a"))
		defer ada.stop()
		bob := m.start(t, "bob@b:1", renewing("b"))
		defer bob.stop()
		if err := bob.Connect(t.Context(), "ada@a:1"); err != nil {
			t.Fatal(err)
		}
		renewed.Store(true)
		time.Sleep(5 * time.Minute)
		if peers := ada.List(); len(peers) != 1 {
			t.Errorf("ada is connected to %v, want bob still", peers)
		}
		late := m.start(t, "late@l:1", first.node(t, "l"))
		defer late.stop()
		if err := late.Connect(t.Context(), "ada@a:1"); err == nil {
			t.Error("one of the first authority comes in")
		}
		if err := ada.Connect(t.Context(), "late@l:1"); err == nil {
			t.Error("ada goes to one of the first authority")
		}
		eve := m.start(t, "eve@e:1", second.node(t, "e"))
		defer eve.stop()
		if err := eve.Connect(t.Context(), "ada@a:1"); err != nil {
			t.Error("one of the second authority can't come in:", err)
		}
		if err := bob.Connect(t.Context(), "eve@e:1"); err != nil {
			t.Error("bob can't go to one of the second authority:", err)
		}
	})
}
