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

// Config configures a [Node]. Only Cookies is required: zero is a good default for
// the rest, and a negative duration or number is refused.
type Config struct {
	// Cookies prove that nodes belong together. This node proves itself with the first;
	// use two while a cluster changes from one to the next.
	Cookies []wire.Cookie
	// Peers are nodes to stay connected to for as long as this one runs: name@host:port,
	// or just host:port. A peer that can't be reached is dialled again and again.
	Peers []string
	// Discovery finds more peers while the node runs; nil for none. It is asked again
	// and again, with pauses that grow up to Rediscover (30 s).
	Discovery  Discovery
	Rediscover time.Duration
	// Hidden nodes are for observers: they appear in no list, are not introduced to
	// others, connect only where they are told to, have no part in global names and
	// rooms, and nothing waits for them.
	Hidden bool
	// Listen is the address to listen on; the host:port of the node's name when empty.
	Listen string
	// Listener is an open listener to use in place of Listen. It lets a node take any
	// free port, because the port is known before the node's name is chosen:
	//
	//	l, err := net.Listen("tcp", "127.0.0.1:0")
	//	sys := actor.NewSystem(actor.Config{Node: "shop@" + l.Addr().String()})
	//
	// It accepts plain connections; the node does TLS over them. Start takes it over: it
	// is closed when the node leaves, and if Start fails for any reason.
	Listener net.Listener
	// Transport makes connections; TCP when nil.
	Transport Transport
	// TLS makes peers prove themselves with a certificate as well as the cookie. If nil,
	// a certificate is generated and the cookie is the only proof.
	TLS *Certificates
	// Types are the message types that travel, besides plain values. If nil, the node
	// makes its own; see [Register].
	Types *wire.Types
	// Resolve decides which process keeps a global name that two parts of a cluster
	// registered before they met. If nil, the process that more nodes knew of keeps it,
	// then the elder. All nodes need the same rule; see [global.Resolver].
	Resolve global.Resolver
	// Limits bound what is accepted from a peer in one message.
	Limits wire.Limits

	// Heartbeat is the silence after which a peer is asked for a sign of life (60 s),
	// HeartbeatTimeout how long it has to answer (15 s).
	Heartbeat, HeartbeatTimeout time.Duration
	// WriteTimeout is how long a write may make no progress (15 s).
	WriteTimeout time.Duration
	// HandshakeTimeout is how long a connection may take to prove itself (3 s).
	HandshakeTimeout time.Duration
	// Strangers bounds the connections that have not yet proven themselves (64), and
	// StrangersPerHost those from one address, except from this machine (4).
	Strangers, StrangersPerHost int
	// Backoff is the pause before a lost peer is dialled again; it doubles from 100 ms
	// up to this (30 s).
	Backoff time.Duration
	// Queue bounds the bytes that wait for one peer (4 MiB), Reserve is what exits,
	// downs and replies may use on top (16 MiB). Messages over 64 KiB may use half of
	// that, to leave room for others; a single one may be larger.
	Queue, Reserve int
	// Bonds bounds the links, monitors and calls that one peer may have with
	// processes here (1 Mi).
	Bonds int
	// Spawned bounds the processes that run here for other nodes (100,000), and
	// SpawnedPerPeer those for one of them (10,000).
	Spawned, SpawnedPerPeer int
	// Rooms bounds the bytes that one node's room memberships take: each counts its
	// room's name and 16 (4 MiB). All nodes need the same bound: a peer that exceeds it
	// is cut off. It is at most Reserve, which has to hold all memberships when a peer
	// connects.
	Rooms int

	Logger *slog.Logger // slog.Default when nil
}

// Certificates configure mutual TLS. A peer's certificate has to be valid for the
// host in the peer's name, both as a client and as a server.
type Certificates struct {
	Own   tls.Certificate
	Roots *x509.CertPool
	// Renewed, if not nil, is called at each handshake, perhaps concurrently, and
	// returns the certificates to use now. It must not wait. Established connections
	// stay.
	Renewed func() Certificates
}

// complete fills in defaults, and checks the rest.
func (c Config) complete(name string) (Config, error) {
	if len(c.Cookies) == 0 {
		return c, wire.ErrNoCookie
	}
	if err := checkName(name); err != nil {
		return c, err
	}
	switch {
	case c.Listener != nil && c.Listen != "":
		return c, errors.New("dist: both Listen and Listener are given")
	case c.Listener != nil:
		c.Listen = c.Listener.Addr().String()
	case c.Listen == "":
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

// orDefault fills in a value that is zero, and reports whether the value is invalid.
func orDefault[T int | time.Duration](v *T, usual T) (bad bool) {
	if *v == 0 {
		*v = usual
	}
	return *v < 0
}

// checkName returns an error unless others can reach a node by its name.
func checkName(name string) error {
	who, at, ok := strings.Cut(name, "@")
	if _, _, err := net.SplitHostPort(at); !ok || who == "" || err != nil {
		return fmt.Errorf("%q is no name for a node that others reach: want name@host:port", name)
	}
	return nil
}

// address returns the address in a node's name, or the name if it is just that.
func address(name string) string {
	if _, at, ok := strings.Cut(name, "@"); ok {
		return at
	}
	return name
}

// isLocal reports whether an address can only be reached from this machine.
func isLocal(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
