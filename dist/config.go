package dist

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/dist/wire"
)

// Config of a [Node]. Only Cookies is required: zero is a good default, and a
// duration or a number below zero is refused.
type Config struct {
	// Cookies prove that nodes belong together. The first is the one this node
	// shows; there are two while a cluster goes from one to the next.
	Cookies []wire.Cookie
	// Peers are nodes to be connected to for as long as this one runs: name@host:port,
	// or host:port alone. One that can't be reached is tried again and again.
	Peers []string
	// Discovery finds more of them while the node runs; nil: nobody does. It is asked
	// again and again, with pauses that grow up to Rediscover (30 s).
	Discovery  Discovery
	Rediscover time.Duration
	// Hidden nodes are for observers: they are in no list, are not introduced to others
	// and connect to nobody by themselves, have no part in global names and rooms, and
	// nobody waits for them.
	Hidden bool
	// Listen is the address to listen at; the host:port of the node's name when
	// empty.
	Listen string
	// Transport makes connections; TCP when nil.
	Transport Transport
	// TLS has peers prove a certificate as well as the cookie; nil: a certificate is
	// made on the spot and the cookie alone proves.
	TLS *Certificates
	// Types are the messages that travel, besides plain values. A node makes its own
	// when nil; see [Register].
	Types *wire.Types
	// Resolve decides who keeps a global name that two parts of a cluster gave away
	// before they met; nil: the one that more nodes knew of, then the elder. All nodes
	// need the same; see [global.Resolver].
	Resolve global.Resolver
	// Limits are what is taken from a peer in one message.
	Limits wire.Limits

	// Heartbeat is the silence after which a peer is asked for a sign of life (60 s),
	// HeartbeatTimeout how long it has to give one (15 s).
	Heartbeat, HeartbeatTimeout time.Duration
	// WriteTimeout is how long a peer may take nothing of what is written (15 s).
	WriteTimeout time.Duration
	// HandshakeTimeout is how long a stranger has to prove himself (3 s).
	HandshakeTimeout time.Duration
	// Strangers bounds the connections that have not proven themselves (64), and
	// StrangersPerHost those of one address (4), but for those of this machine.
	Strangers, StrangersPerHost int
	// Backoff is the pause before a lost peer is dialled again; it doubles from 100 ms
	// up to this (30 s).
	Backoff time.Duration
	// Queue bounds the bytes that wait for one peer (4 MiB), Reserve is what exits,
	// downs and replies may have on top (16 MiB). Messages over 64 KiB have half of
	// that, so that others find room; a single one may be larger.
	Queue, Reserve int
	// Bonds bounds the links, monitors and calls that one peer may have with
	// processes here (1 Mi).
	Bonds int
	// Spawned bounds the processes that run here for other nodes (100,000), and
	// SpawnedPerPeer those for one of them (10,000).
	Spawned, SpawnedPerPeer int
	// Rooms bounds the bytes that the memberships of one node's processes in rooms
	// take: each its room's name and 16 (4 MiB). All nodes need the same: a peer that
	// says more is cut off. It is at most Reserve, from which a new peer is told of all.
	Rooms int

	Logger *slog.Logger // slog.Default when nil
}

// Certificates are what mutual TLS takes. A peer's certificate has to be good for
// the host in the peer's name, for a client and for a server.
type Certificates struct {
	Own   tls.Certificate
	Roots *x509.CertPool
	// Renewed is asked at each handshake, perhaps by several at once, which
	// certificates are good now, and does not wait; nil: these. Connections that are
	// there stay.
	Renewed func() Certificates
}

// complete fills in what is zero, and checks the rest.
func (c Config) complete(name string) (Config, error) {
	if len(c.Cookies) == 0 {
		return c, wire.ErrNoCookie
	}
	if err := checkName(name); err != nil {
		return c, err
	}
	if c.Listen == "" {
		c.Listen = address(name)
	}
	if c.Transport == nil {
		c.Transport = tcp{}
	}
	if c.Types == nil {
		c.Types = new(wire.Types)
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	bad := false
	bad = orDefault(&c.Heartbeat, 60*time.Second) || bad
	bad = orDefault(&c.HeartbeatTimeout, 15*time.Second) || bad
	bad = orDefault(&c.WriteTimeout, 15*time.Second) || bad
	bad = orDefault(&c.HandshakeTimeout, 3*time.Second) || bad
	bad = orDefault(&c.Rediscover, 30*time.Second) || bad
	bad = orDefault(&c.Backoff, 30*time.Second) || bad
	bad = orDefault(&c.Strangers, 64) || bad
	bad = orDefault(&c.StrangersPerHost, 4) || bad
	bad = orDefault(&c.Queue, 4<<20) || bad
	bad = orDefault(&c.Reserve, 16<<20) || bad
	bad = orDefault(&c.Bonds, 1<<20) || bad
	bad = orDefault(&c.Spawned, 100_000) || bad
	bad = orDefault(&c.SpawnedPerPeer, 10_000) || bad
	bad = orDefault(&c.Rooms, min(4<<20, c.Reserve)) || bad
	if bad {
		return c, errors.New("dist: a negative duration or bound")
	}
	if c.Rooms > c.Reserve {
		return c, errors.New("dist: Rooms is more than Reserve")
	}
	if c.Limits.Message == 0 {
		c.Limits.Message = wire.DefaultMaxMessage
	}
	c.Limits.Reassembly = max(c.Limits.Reassembly, 2*c.Limits.Message)
	return c, nil
}

// orDefault fills in a value that is zero, and tells whether it is no good.
func orDefault[T int | time.Duration](v *T, usual T) (bad bool) {
	if *v == 0 {
		*v = usual
	}
	return *v < 0
}

// checkName tells whether a node can be reached by its name.
func checkName(name string) error {
	who, at, ok := strings.Cut(name, "@")
	if _, _, err := net.SplitHostPort(at); !ok || who == "" || err != nil {
		return fmt.Errorf("%q is no name for a node that others reach: want name@host:port", name)
	}
	return nil
}

// address is where a node listens, by its name or by that alone.
func address(name string) string {
	if _, at, ok := strings.Cut(name, "@"); ok {
		return at
	}
	return name
}

// isLocal tells whether an address can be reached from this machine alone.
func isLocal(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
