package app

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/live"
	"github.com/mesh-actors/mesh/mesher/server"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

const (
	// socketServer is the name of the process behind the door for WebSockets.
	socketServer = "socket_server"
	// usualWSPort is that door's port unless told otherwise.
	usualWSPort = 8081
)

// newStreams makes the streams that tell listeners of a project, early enough for
// the services that report to them.
func (p *program) newStreams() {
	p.ownRooms = ownRooms{group.NewScope(p.sys)}
	p.streams = live.New(p.sys, live.Config{
		Rooms: p.rooms,
		Unresolved: func(ctx context.Context, project mesher.ProjectID) (int64, error) {
			h, err := p.store.Health(ctx, project, time.Now())
			return h.Unresolved, err
		},
		Peers:    p.peers,
		Patience: p.config.livePatience,
	})
}

// live returns the processes behind the streams.
func (p *program) live() supervisor.Spec {
	return supervisor.Spec{Strategy: supervisor.OneForOne, Children: []supervisor.Child{
		{ID: "rooms", Start: group.Run(p.ownRooms.Scope)},
		{ID: live.Manager, Start: p.streams.Run()},
	}}
}

// rooms returns the cluster's rooms or, for a program that is alone and until
// there is a node, its own: nobody listens before the doors are open.
func (p *program) rooms() live.Rooms {
	if node := p.node.Load(); node != nil {
		return node.Rooms()
	}
	return p.ownRooms
}

// ownRooms are the rooms of a program that is alone.
type ownRooms struct{ *group.Scope }

func (r ownRooms) Join(room string, pid actor.PID) error {
	r.Scope.Join(room, pid)
	return nil
}

// watching is the streams as package server takes them.
type watching struct{ *live.Streams }

func (w watching) Listen(project mesher.ProjectID, account uuid.UUID) (server.Feed, error) {
	feed, err := w.Streams.Listen(project, account)
	if err != nil {
		return nil, err
	}
	return feed, nil
}

// openSocketDoor listens on the port that takes only WebSockets; the main port
// takes them too. A port that was chosen must be free. The usual one may be taken
// by another program on this machine; then any free port will do.
func openSocketDoor(c Config) (*door, error) {
	if c.WSPort != 0 {
		return openDoor(c.Bind, c.WSPort, wsPort)
	}
	d, err := openDoor(c.Bind, usualWSPort, wsPort)
	if err == nil {
		return d, nil
	}
	c.Log.Info("the usual port of WebSockets is taken, so another is used; MESHER_WS_PORT chooses one", "taken", usualWSPort)
	if d, err = openDoor(c.Bind, 0, wsPort); err != nil {
		return nil, fmt.Errorf("a port for WebSockets: %w", err)
	}
	return d, nil
}

// serveSockets is the process that serves that port.
func (p *program) serveSockets(self *actor.Process) error {
	return p.web.ServeSockets(self.Context(), p.sockets.lend())
}
