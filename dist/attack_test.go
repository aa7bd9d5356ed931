package dist_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
)

// between is a network with a man in the middle.
type between struct {
	*memory
	attack func(victim, server net.Conn)
	tasks  sync.WaitGroup
}

func (b *between) Dial(ctx context.Context, to string) (net.Conn, error) {
	server, err := b.memory.Dial(ctx, to)
	if err != nil {
		return nil, err
	}
	near, far := net.Pipe()
	b.tasks.Go(func() { b.attack(far, server) })
	return newPipe(b.memory, near, to, make(chan struct{}), new(sync.Once)), nil
}

// relay passes bytes both ways until one side ends.
func relay(a, b net.Conn) {
	var both sync.WaitGroup
	both.Go(func() { io.Copy(a, b); a.Close(); b.Close() })
	both.Go(func() { io.Copy(b, a); a.Close(); b.Close() })
	both.Wait()
}

// A man in the middle who ends TLS on both sides and passes the proofs on gains
// nothing: they are bound to the connection. One who only passes bytes on is part
// of the network.
func TestManInTheMiddle(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	own := tls.Certificate{Certificate: [][]byte{cert}, PrivateKey: key}
	for name, c := range map[string]struct {
		attack  func(victim, server net.Conn)
		refused bool
	}{
		"passes bytes on": {relay, false},
		"ends TLS": {func(victim, server net.Conn) {
			relay(tls.Server(victim, &tls.Config{Certificates: []tls.Certificate{own}}),
				tls.Client(server, &tls.Config{InsecureSkipVerify: true}))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &between{memory: newMemory(), attack: c.attack}
				ada, bob := b.start(t, "ada@a:1"), b.start(t, "bob@b:1", func(c *dist.Config) { c.Transport = b })
				err := bob.Connect(t.Context(), "ada@a:1")
				e, refused := errors.AsType[*wire.RefusedError](err)
				if refused != c.refused || refused && e.Why != wire.Unproven || !refused && err != nil {
					t.Errorf("got %v", err)
				}
				bob.stop()
				ada.stop()
				b.tasks.Wait()
			})
		})
	}
}

// Whatever a stranger sends, it is turned away in time, and told nothing.
func TestStrangerIsToldNothing(t *testing.T) {
	for name, say := range map[string][]byte{
		"nothing":          nil,
		"an oversized one": {byte(wire.KindHello), 0xff, 0xff, 0xff},
		"a signal":         wire.AppendFrame(nil, wire.Ping{Number: 1}),
		"not ours":         []byte("GET / HTTP/1.1\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				ada := m.start(t, "ada@a:1")
				defer ada.stop()
				raw, err := m.Dial(t.Context(), "a:1")
				if err != nil {
					t.Fatal(err)
				}
				defer raw.Close()
				c := tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
				start := time.Now()
				if _, err := c.Write(say); err != nil {
					t.Fatal(err)
				}
				heard, _ := io.ReadAll(c)
				if len(heard) > 0 {
					t.Errorf("was told %q", heard)
				}
				if took := time.Since(start); took > 3*time.Second {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}
