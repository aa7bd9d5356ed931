package proof

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Papers are a certificate with its key, and the roots that its owner trusts, all
// in PEM.
type Papers struct{ Certificate, Key, Roots []byte }

func (p *Papers) certificates() (*dist.Certificates, error) {
	if p == nil {
		return nil, nil
	}
	own, err := tls.X509KeyPair(p.Certificate, p.Key)
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(p.Roots) {
		err = errors.Join(err, errors.New("no roots"))
	}
	return &dist.Certificates{Own: own, Roots: roots}, err
}

// An office signs certificates.
type office struct {
	t    *testing.T
	root *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newOffice(t *testing.T) *office {
	o := &office{t: t, root: &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}}
	o.root.Raw, o.key = o.sign(o.root)
	return o
}

func (o *office) sign(about *x509.Certificate) (der []byte, key *ecdsa.PrivateKey) {
	o.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	signer := key
	if o.key != nil {
		signer = o.key
	}
	if der, err = x509.CreateCertificate(rand.Reader, about, o.root, &key.PublicKey, signer); err != nil {
		o.t.Fatal(err)
	}
	return der, key
}

// papers returns those of a node on a host.
func (o *office) papers(host string) *Papers {
	o.t.Helper()
	der, key := o.sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: o.root.NotAfter, IPAddresses: []net.IP{net.ParseIP(host)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	})
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		o.t.Fatal(err)
	}
	return &Papers{
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
		Roots:       pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: o.root.Raw}),
	}
}

// Nodes that require certificates accept no peer without a valid one, cookie or
// not.
func TestDIST03Certificates(t *testing.T) {
	ours, theirs := newOffice(t), newOffice(t)
	ada, bob := pair(t, Options{Papers: ours.papers("127.0.0.1")})
	mine, foreign := ours.papers("127.0.0.1"), theirs.papers("127.0.0.1")
	for why, papers := range map[string]*Papers{
		"has none":              nil,
		"has another office's":  {foreign.Certificate, foreign.Key, mine.Roots},
		"has another host's":    ours.papers("127.0.0.2"),
		"trusts another office": {mine.Certificate, mine.Key, foreign.Roots},
	} {
		stranger := launch(t, start{Options: Options{Who: "cyd", Papers: papers}})
		if err := try(stranger, "Connect", ada.Self().Name, new(nothing)); err == nil {
			t.Errorf("a node connects that %s", why)
		}
		stranger.kill()
	}
	if got := ada.List(); !slices.Equal(got, []actor.Node{bob.self}) {
		t.Errorf("ada is connected to %v, want bob alone", got)
	}
}
