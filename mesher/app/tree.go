package app

import (
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/server"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// tree is everything that runs. The HTTP server comes last: it takes requests
// when all is there to answer them, and is the first to stop.
func tree(c Config, sys *actor.System, store *sqlstore.SQLite, door *door, a address) (supervisor.Spec, error) {
	pipeline, err := ingest.New(sys, ingest.Config{Store: store, RateLimit: c.RateLimit})
	if err != nil {
		return supervisor.Spec{}, err
	}
	web := server.New(server.Config{
		Intake: pipeline, Keys: pipeline, Projects: store, Issues: store,
		Ready:     store.Ping,
		FirstKey:  a.key,
		PublicURL: c.PublicURL,
		Grace:     requestGrace,
		Log:       c.Log,
	})
	serve := func(p *actor.Process) error { return web.Serve(p.Context(), door.lend()) }
	return supervisor.Spec{
		Strategy: supervisor.OneForOne,
		Children: []supervisor.Child{
			{ID: "pipeline", Start: supervisor.Run(pipeline.Spec()), Supervisor: true},
			{ID: "http", Start: actor.Run(serve), Shutdown: requestGrace + requestGrace/2},
		},
	}, nil
}
