package mesh

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// startNode starts a node on loopback with all defaults, except a logger that is
// quiet unless something is wrong.
func startNode(name string) (*dist.Node, *actor.System, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	cookie, err := wire.NewCookie("a measurement on loopback keeps no secrets")
	if err != nil {
		return nil, nil, err
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	sys := actor.NewSystem(actor.Config{Node: name + "@" + l.Addr().String(), Logger: logger})
	node, err := dist.Start(context.Background(), sys, dist.Config{Cookies: []wire.Cookie{cookie}, Listener: l, Logger: logger})
	if err != nil {
		return nil, nil, err
	}
	return node, sys, dist.Register[packet](node, "meshbench.packet")
}

// serve is the far side: a node that spawns what the near one requests.
func serve() (name string, err error) {
	node, _, err := startNode("far")
	if err != nil {
		return "", err
	}
	err = errors.Join(
		dist.Offer(node, "sink", sink),
		dist.Offer(node, "wall", farWall),
		dist.Offer(node, "answerer", answerer),
	)
	return node.Self().Name, err
}

// sink takes n messages, after one that names the process to tell when it has.
func sink(p *actor.Process, n int) error {
	sender := p.Receive().(actor.PID)
	for range n {
		p.Receive()
	}
	return p.Send(sender, n)
}

// farWall sends messages back to the player.
func farWall(p *actor.Process, player actor.PID) error {
	for {
		if err := p.Send(player, p.Receive()); err != nil {
			return err
		}
	}
}

// answerer replies with the request.
func answerer(p *actor.Process, _ int) error {
	for {
		r := p.Receive().(actor.Request)
		r.Reply(r.Body, nil)
	}
}
