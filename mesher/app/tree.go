package app

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/server"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

const (
	// doors is the supervisor of the servers for the outside world.
	doors = "doors"
	// httpServer is the name of the process behind the door.
	httpServer = "http_server"
)

// startServices starts the tree with everything that works without requests from
// outside.
func (p *program) startServices(ctx context.Context) error {
	spec, err := p.services()
	if err != nil {
		return err
	}
	if p.root, err = supervisor.Start(ctx, p.sys, spec, actor.Named("mesher")); err != nil {
		return fmt.Errorf("start the services: %w", err)
	}
	return nil
}

func (p *program) services() (supervisor.Spec, error) {
	p.newStreams()
	var err error
	p.pipeline, err = ingest.New(p.sys, ingest.Config{
		Store: p.store, Spool: p.spool, RateLimit: p.config.RateLimit, Committers: committers,
		Peers: p.peers, Stored: p.streams.Stored,
	})
	if err != nil {
		return supervisor.Spec{}, err
	}
	if p.duties, err = p.newDuties(); err != nil {
		return supervisor.Spec{}, err
	}
	return supervisor.Spec{
		Strategy: supervisor.OneForOne,
		Children: []supervisor.Child{
			{ID: "live", Start: supervisor.Run(p.live()), Supervisor: true},
			{ID: "pipeline", Start: supervisor.Run(p.pipeline.Spec()), Supervisor: true},
			{ID: "duties", Start: supervisor.Run(p.duties.spec()), Supervisor: true},
			{ID: "observers", Start: supervisor.Run(p.observers()), Supervisor: true},
		},
	}, nil
}

// startDoors adds the servers for the outside world: they start last, when
// everything is there to answer requests, and stop first.
func (p *program) startDoors(ctx context.Context) error {
	child := supervisor.Child{ID: doors, Start: supervisor.Run(p.doors()), Supervisor: true}
	if _, err := supervisor.StartChild(ctx, p.sys, p.root, child); err != nil {
		return fmt.Errorf("start the doors: %w", err)
	}
	return nil
}

func (p *program) doors() supervisor.Spec {
	p.web = server.New(server.Config{
		Intake: intake{p.pipeline, p}, Keys: p.pipeline, Store: rights{p.store, p}, Gate: p.gate,
		Admin:     admin{p.store, p.pipeline, p.streams},
		RateLimit: p.config.RateLimit,
		TestRule:  p.duties.alerts.Test,
		Mail:      p.mail(),
		Connect:   p.connect,
		Live:      watching{p.streams},
		Cluster:   p.overview,
		Ready:     p.ready,
		PublicURL: p.config.PublicURL,
		Grace:     requestGrace,
		Log:       p.config.Log,

		TrustedProxies: p.config.TrustedProxies,
	})
	serve := func(self *actor.Process) error { return p.web.Serve(self.Context(), p.door.lend()) }
	return supervisor.Spec{
		Strategy: supervisor.OneForOne,
		Children: []supervisor.Child{
			{ID: connections, Start: supervisor.Run(connectionsSpec()).With(actor.Named(connections)), Supervisor: true},
			{ID: operatorServer, Start: actor.Run(p.serveOperators).With(actor.Named(operatorServer))},
			{ID: socketServer, Start: actor.Run(p.serveSockets).With(actor.Named(socketServer)), Shutdown: requestGrace + requestGrace/2},
			{ID: httpServer, Start: actor.Run(serve).With(actor.Named(httpServer)), Shutdown: requestGrace + requestGrace/2},
		},
	}
}

// stopDoors returns once every request under way was answered, or had its time.
// What it can't stop ends with the system.
func (p *program) stopDoors(ctx context.Context) {
	supervisor.TerminateChild(ctx, p.sys, p.root, doors)
}
