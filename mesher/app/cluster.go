package app

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/discover"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher"
)

// Cluster is a program's place among others that form one Mesher with it. The
// zero Cluster is none: the program is alone.
type Cluster struct {
	// Name is the name by which others reach this node: name@host:port.
	Name string
	// Cookies are the secrets that the nodes share: one, or two while they change
	// from one to the next. This node shows the first.
	Cookies []mesher.Secret
	// Peers says where other nodes are: name@host:port, host:port or dns:host:port,
	// separated by commas. Those that can't be reached are retried for ever.
	Peers string
	// Certificate, Key and Authority are PEM files. With them nodes prove a
	// certificate as well as the cookie; all three or none. They may be replaced at
	// any time.
	Certificate, Key, Authority string
	// Heartbeat is the silence after which a peer is asked for a sign of life, and
	// HeartbeatTimeout how long it has to give one; default 5 s and 10 s.
	Heartbeat, HeartbeatTimeout time.Duration
	// LoadThreshold is how many events may come in LoadInterval, while others wait
	// for their turn, before other nodes are asked for help; default 100 in 5 s.
	// Negative: never.
	LoadThreshold int
	LoadInterval  time.Duration
}

// Nodes that lost each other meet again within a few seconds of being able to.
const (
	reconnectWithin  = 2 * time.Second
	rediscoverWithin = 10 * time.Second
)

// check says what is wrong with the settings, and what to do.
func (c Cluster) check(database database) error {
	switch {
	case c.Name == "" && c.Peers != "":
		return errors.New("peers are for a node with a name: set MESHER_NODE_NAME, such as a@10.0.0.1:4369, or leave out MESHER_PEERS")
	case c.Name == "":
		return nil
	case !isNodeName(c.Name):
		return fmt.Errorf("%q is no name for a node: MESHER_NODE_NAME must be like a@10.0.0.1:4369, with a host and a port at which others reach it", c.Name)
	case len(c.Cookies) == 0:
		return errors.New("a node needs the secret that all nodes of the cluster share: set MESHER_COOKIE or MESHER_COOKIE_FILE (openssl rand -base64 32 makes one)")
	case !database.remote:
		return errors.New("a cluster needs PostgreSQL: set MESHER_DATABASE_URL to one database for all nodes, or start without MESHER_NODE_NAME")
	case c.Heartbeat < 0 || c.HeartbeatTimeout < 0 || c.LoadInterval < 0:
		return errors.New("the heartbeat's interval and timeout, and the load's interval, must not be negative")
	}
	_, err := c.node(slog.New(slog.DiscardHandler))
	return err
}

// isNodeName reports whether a name can be written wherever a node's name may be,
// and says where the node is.
func isNodeName(name string) bool {
	who, at, _ := strings.Cut(name, "@")
	host, port, err := net.SplitHostPort(at)
	if err != nil || who == "" || host == "" || strings.ContainsFunc(name, isNoLetterOfNames) {
		return false
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0
}

func isNoLetterOfNames(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`,/"'\`, r) }

// node returns the settings as package dist takes them. log is told of renewed
// certificates.
func (c Cluster) node(log *slog.Logger) (dist.Config, error) {
	config := dist.Config{
		Heartbeat:        cmp.Or(c.Heartbeat, 5*time.Second),
		HeartbeatTimeout: cmp.Or(c.HeartbeatTimeout, 10*time.Second),
		Backoff:          reconnectWithin,
		Rediscover:       rediscoverWithin,
	}
	for _, secret := range c.Cookies {
		cookie, err := wire.NewCookie(secret.Reveal())
		if err != nil {
			return config, fmt.Errorf("the cookie of the cluster: %w", err)
		}
		config.Cookies = append(config.Cookies, cookie)
	}
	sources, err := discover.Parse(c.Peers)
	if err != nil {
		return config, fmt.Errorf("the peers of MESHER_PEERS: %w", err)
	}
	var asked discover.All
	for _, source := range sources {
		if known, ok := source.(discover.List); ok {
			config.Peers = append(config.Peers, known...)
		} else {
			asked = append(asked, source)
		}
	}
	if len(asked) > 0 {
		config.Discovery = asked
	}
	config.TLS, err = c.certificates(log)
	return config, err
}

// certificates returns nil if nodes prove only the cookie. The files may be
// replaced while the node runs.
func (c Cluster) certificates(log *slog.Logger) (*dist.Certificates, error) {
	if c.Certificate == "" && c.Key == "" && c.Authority == "" {
		return nil, nil
	}
	if c.Certificate == "" || c.Key == "" || c.Authority == "" {
		return nil, errors.New("MESHER_NODE_CERT, MESHER_NODE_KEY and MESHER_NODE_CA belong together: set all three, or none")
	}
	files, err := openRenewable(log, c.readCertificates, c.Certificate, c.Key, c.Authority)
	if err != nil {
		return nil, err
	}
	certificates := files.current()
	certificates.Renewed = files.current
	return &certificates, nil
}

func (c Cluster) readCertificates() (read dist.Certificates, until time.Time, err error) {
	if read.Own, err = tls.LoadX509KeyPair(c.Certificate, c.Key); err != nil {
		return read, until, fmt.Errorf("the node's certificate: %w", err)
	}
	pem, err := os.ReadFile(c.Authority)
	if err != nil {
		return read, until, fmt.Errorf("the authority of the nodes' certificates: %w", err)
	}
	read.Roots = x509.NewCertPool()
	if !read.Roots.AppendCertsFromPEM(pem) {
		return read, until, fmt.Errorf("the authority of the nodes' certificates: %s holds no certificate", c.Authority)
	}
	return read, read.Own.Leaf.NotAfter, nil
}
