package proof

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"
)

// A man in the middle without the cookie, who ends TLS on both sides and passes
// on what he reads, gets no connection through: the proofs are bound to the
// connections. With the binding left out, at build time, all get through, and so
// it is the binding that keeps them out.
func TestDIST03Middle(t *testing.T) {
	n := scaled(t, 10, 100)
	for _, c := range []struct {
		name   string
		binary func(t *testing.T) string
		want   int
	}{
		{"as it is", func(*testing.T) string { return "" }, 0},
		{"without the binding", func(t *testing.T) string { return mutate(t, unbound).binary(t) }, n},
	} {
		t.Run(c.name, func(t *testing.T) {
			binary := c.binary(t)
			bob := launch(t, start{Options: Options{Who: "bob"}, binary: binary})
			cyd := launch(t, start{Options: Options{Who: "cyd"}, binary: binary})
			at := listen(t, func(c net.Conn) { passOn(t, c, bob.address) })
			through := 0
			for range n {
				err := try(cyd, "Connect", at, new(any))
				if got := ask[[]string](cyd, "List", nothing{}); (len(got) > 0) != (err == nil) {
					t.Fatalf("%v, and it is connected to %v", err, got)
				}
				if err == nil {
					through++
					ask[nothing](cyd, "Disconnect", bob.name())
					eventually(t, "it is over", func() bool { return len(ask[[]string](bob, "List", nothing{})) == 0 })
				}
			}
			if through != c.want {
				t.Errorf("%d of %d got through, want %d", through, n, c.want)
			}
			t.Logf("%d of %d got through", through, n)
			if c.want == 0 { // by a network that passes bytes on, they do
				at = listen(t, func(c net.Conn) {
					if server, err := net.Dial("tcp", bob.address); err == nil {
						relay(c, server)
					}
				})
				ask[nothing](cyd, "Connect", at)
			}
		})
	}
}

// listen meets each connection with meet, until the test ends.
func listen(t *testing.T, meet func(c net.Conn)) (at string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex // guards met
	var met []net.Conn
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			met = append(met, c)
			mu.Unlock()
			all.Go(func() {
				defer c.Close()
				meet(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for _, c := range met {
			c.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	return l.Addr().String()
}

// passOn is the man in the middle: a server with a certificate of his own to the
// node that dials, a client to the other.
func passOn(t *testing.T, victim net.Conn, server string) {
	d := net.Dialer{Timeout: patience}
	c, err := tls.DialWithDialer(&d, "tcp", server, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	relay(tls.Server(victim, &tls.Config{Certificates: certificate(t)}), c)
}

// relay passes bytes both ways until one side ends.
func relay(a, b net.Conn) {
	var both sync.WaitGroup
	both.Go(func() { io.Copy(a, b); a.Close(); b.Close() })
	both.Go(func() { io.Copy(b, a); a.Close(); b.Close() })
	both.Wait()
}

// certificate is one that he made for himself.
func certificate(t *testing.T) []tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Error(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Error(err)
	}
	return []tls.Certificate{{Certificate: [][]byte{cert}, PrivateKey: key}}
}
