package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
)

// node is a server's place in a cluster.
type node struct {
	NodeName          string `env:"MESHER_NODE_NAME" placeholder:"NAME" help:"Name of this node of a cluster, name@host:port, where other nodes reach it; without one the server is alone."`
	Cookie            cookie `embed:""`
	Peers             string `env:"MESHER_PEERS" placeholder:"NODES" help:"Other nodes, between commas: name@host:port, host:port or dns:host:port."`
	credential        `embed:""`
	HeartbeatInterval time.Duration `env:"MESHER_HEARTBEAT_INTERVAL" default:"5s" placeholder:"DURATION" help:"Silence after which a node is asked for a sign of life (${default})."`
	HeartbeatTimeout  time.Duration `env:"MESHER_HEARTBEAT_TIMEOUT" default:"10s" placeholder:"DURATION" help:"How long it has to give one (${default})."`
	LoadThreshold     int           `env:"MESHER_LOAD_THRESHOLD" default:"100" placeholder:"EVENTS" help:"Events in an interval from which other nodes are asked for help, if events wait (${default}; -1: never)."`
	LoadInterval      time.Duration `env:"MESHER_LOAD_INTERVAL" default:"5s" placeholder:"DURATION" help:"How often the load is looked at (${default})."`
}

// config returns the same as the app takes it.
func (n node) config() (app.Cluster, error) {
	cookies, err := n.Cookie.secrets()
	if err != nil {
		return app.Cluster{}, err
	}
	if n.HeartbeatInterval <= 0 || n.HeartbeatTimeout <= 0 {
		return app.Cluster{}, errors.New("--heartbeat-interval and --heartbeat-timeout must be more than nothing")
	}
	if n.LoadThreshold == 0 || n.LoadInterval <= 0 {
		return app.Cluster{}, errors.New("--load-threshold must be a number of events, or -1 to ask nobody; --load-interval must be more than nothing")
	}
	return app.Cluster{
		Name: n.NodeName, Cookies: cookies, Peers: n.Peers,
		Certificate: n.NodeCert, Key: n.NodeKey, Authority: n.NodeCA,
		Heartbeat: n.HeartbeatInterval, HeartbeatTimeout: n.HeartbeatTimeout,
		LoadThreshold: n.LoadThreshold, LoadInterval: n.LoadInterval,
	}, nil
}

// credential is what nodes prove besides the secret, if anything.
type credential struct {
	NodeCert string `env:"MESHER_NODE_CERT" placeholder:"FILE" help:"Certificate of this node, in PEM, if nodes are to prove one as well as the secret."`
	NodeKey  string `env:"MESHER_NODE_KEY" placeholder:"FILE" help:"Key of that certificate."`
	NodeCA   string `name:"node-ca" env:"MESHER_NODE_CA" placeholder:"FILE" help:"Authority of all nodes' certificates."`
}

// cookie is the secret that the nodes of a cluster share.
type cookie struct {
	Cookie     string `env:"MESHER_COOKIE" placeholder:"SECRET" help:"Secret that all nodes of the cluster share. In the environment or in a file, others on the machine don't see it."`
	CookieFile string `env:"MESHER_COOKIE_FILE" placeholder:"FILE" help:"File with that secret; with two, one a line, while the nodes go from the second to the first."`
}

// maxCookies bounds the secrets of a file: the new one and the old one.
const maxCookies = 2

// secrets returns the valid ones, the one to show first; none if none are given.
func (c cookie) secrets() ([]mesher.Secret, error) {
	switch {
	case c.Cookie != "" && c.CookieFile != "":
		return nil, errors.New("--cookie and --cookie-file are both given: which one holds?")
	case c.Cookie != "":
		return []mesher.Secret{mesher.SecretOf(c.Cookie)}, nil
	case c.CookieFile == "":
		return nil, nil
	}
	file, err := os.Open(c.CookieFile)
	if err != nil {
		return nil, fmt.Errorf("the file of the cookie: %w", err)
	}
	defer file.Close()
	var secrets []mesher.Secret
	lines := bufio.NewScanner(file)
	for lines.Scan() && len(secrets) <= maxCookies {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			secrets = append(secrets, mesher.SecretOf(line))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("the file of the cookie: %w", err)
	}
	if n := len(secrets); n == 0 || n > maxCookies {
		return nil, fmt.Errorf("the file of the cookie, %s, must hold one secret, or two on a line each", c.CookieFile)
	}
	return secrets, nil
}
