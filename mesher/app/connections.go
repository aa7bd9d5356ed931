package app

import (
	"context"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// connections is the name of the supervisor that has a process for each
// connection: one that fails harms no other, and all end with the program.
const connections = "connections"

func connectionsSpec() supervisor.Spec {
	return supervisor.Spec{
		Strategy: supervisor.SimpleOneForOne,
		Template: func(life any) supervisor.Child {
			return supervisor.Child{Start: actor.Run(life.(func(*actor.Process) error)), Restart: supervisor.Temporary}
		},
	}
}

// connect runs the life of a connection in a process.
func (p *program) connect(ctx context.Context, life func(context.Context) error) error {
	run := func(self *actor.Process) error { return life(self.Context()) }
	_, err := supervisor.StartWith(ctx, p.sys, connections, run)
	return err
}
