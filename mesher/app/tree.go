package app

import (
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/server"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// httpServer is the name of the process behind the door.
const httpServer = "http_server"

// tree is everything that runs. The HTTP server comes last: it takes requests
// when all is there to answer them, and is the first to stop.
func (p *program) tree() (supervisor.Spec, error) {
	pipeline, err := ingest.New(p.sys, ingest.Config{
		Store: p.store, Spool: p.spool, RateLimit: p.config.RateLimit, Committers: p.database.committers,
	})
	if err != nil {
		return supervisor.Spec{}, err
	}
	duties, err := p.duties()
	if err != nil {
		return supervisor.Spec{}, err
	}
	p.web = server.New(server.Config{
		Intake: pipeline, Keys: pipeline, Store: p.store, Gate: p.gate,
		Admin:     admin{p.store, pipeline},
		RateLimit: p.config.RateLimit,
		TestRule:  duties.alerts.Test,
		Connect:   p.connect,
		Ready:     p.ready,
		FirstKey:  p.address.key,
		PublicURL: p.config.PublicURL,
		Grace:     requestGrace,
		Log:       p.config.Log,
	})
	serve := func(self *actor.Process) error {
		if err := self.Register(httpServer); err != nil {
			return err
		}
		return p.web.Serve(self.Context(), p.door.lend())
	}
	return supervisor.Spec{
		Strategy: supervisor.OneForOne,
		Children: []supervisor.Child{
			{ID: "calendar", Start: service.Run(func() service.Server { return calendar{p.store} })},
			{ID: "pipeline", Start: supervisor.Run(pipeline.Spec()), Supervisor: true},
			{ID: "duties", Start: supervisor.Run(duties.spec()), Supervisor: true},
			{ID: connections, Start: supervisor.Run(connectionsSpec()).With(actor.Named(connections)), Supervisor: true},
			{ID: httpServer, Start: actor.Run(serve), Shutdown: requestGrace + requestGrace/2},
		},
	}, nil
}
