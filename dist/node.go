package dist

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/dist/room"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Node is a system's place in a cluster: it listens for other nodes, and stays
// connected to those it knows of.
//
// It owns these goroutines, all of which have ended when Leave returns: one that
// accepts connections; one that asks Discovery, with some that dial; two that run the
// processes which watch members of rooms and processes with global names; one for
// each handshake; two for each connection (see conn); and one for each node to stay
// connected to, which dials when there is no connection.
type Node struct {
	sys       *actor.System
	in        *actor.Inbound
	config    Config
	log       *slog.Logger
	tls       secured
	door      door
	functions functions
	global    *Global
	rooms     *room.Rooms
	roomPeers *room.Peers
	listener  net.Listener
	routes    routes       // changed under mu
	spawned   atomic.Int64 // processes that run for other nodes

	ctx   context.Context // for the node's own work; ends with the node
	end   context.CancelFunc
	tasks sync.WaitGroup

	mu       sync.Mutex // guards the fields below
	leaving  bool
	peers    map[string]*peer
	keepers  map[string]*keeper // by what they dial
	watches  []*Watch
	changedc chan struct{} // closed and replaced when a peer comes or goes, or a node offers more
}

// Start makes a system a node, under the system's name, which others must be able to
// reach: name@host:port. It returns when the node listens; ctx bounds only that.
// Functions and types may be registered at any time ([Offer], [Register]): peers are
// told.
func Start(ctx context.Context, sys *actor.System, config Config) (*Node, error) {
	n, err := start(ctx, sys, config)
	if err != nil {
		if config.Listener != nil {
			config.Listener.Close()
		}
		return nil, fmt.Errorf("start node: %w", err)
	}
	return n, nil
}

func start(ctx context.Context, sys *actor.System, config Config) (*Node, error) {
	name := sys.Node().Name
	config, err := config.complete(name)
	if err != nil {
		return nil, err
	}
	n := &Node{
		sys:      sys,
		config:   config,
		log:      config.Logger.With("node", name),
		door:     door{places: config.Strangers, perHost: config.StrangersPerHost},
		peers:    make(map[string]*peer),
		keepers:  make(map[string]*keeper),
		changedc: make(chan struct{}),
	}
	n.global = newGlobal(n)
	if n.tls, err = secure(config.TLS); err != nil {
		return nil, err
	}
	for _, c := range config.Cookies {
		if c.Weak() && !isLocal(config.Listen) {
			n.log.Warn("the cookie is short enough to be guessed", "want_bytes", wire.StrongCookie)
		}
	}
	if n.in, err = sys.Attach(outward{n}); err != nil {
		return nil, err
	}
	n.rooms, n.roomPeers = room.New(room.Config{System: sys, Inbound: n.in, Types: config.Types, Limit: config.Rooms})
	if n.listener, err = config.listen(ctx); err != nil {
		sys.Detach()
		return nil, err
	}
	n.ctx, n.end = context.WithCancel(context.Background())
	n.tasks.Go(n.accept)
	n.tasks.Go(func() { n.roomPeers.Run(n.ctx) })
	n.tasks.Go(func() { n.global.run(n.ctx) })
	if config.Discovery != nil {
		n.tasks.Go(n.discover)
	}
	for _, target := range config.Peers {
		n.keep(target, true, nil)
	}
	return n, nil
}

// Self returns the node's name and incarnation.
func (n *Node) Self() actor.Node { return n.sys.Node() }

func (n *Node) identity() wire.Identity {
	return wire.Identity{Node: n.Self(), Hidden: n.config.Hidden, Limits: n.config.Limits}
}

// List returns the nodes this one is connected to, sorted by name, without hidden
// ones.
func (n *Node) List() []actor.Node {
	var nodes []actor.Node
	for c := range n.routes.conns() {
		if !c.peer.Hidden {
			nodes = append(nodes, c.peer.Node)
		}
	}
	slices.SortFunc(nodes, func(a, b actor.Node) int { return cmp.Compare(a.Name, b.Name) })
	return nodes
}

// pause waits for d, or for the end of ctx.
func (n *Node) pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
