package group_test

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
)

func Example() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)
	rooms, err := group.Start(ctx, sys)
	if err != nil {
		fmt.Println(err)
		return
	}

	for _, name := range []string{"Ada", "Joe", "Mike"} {
		guest := sys.Spawn(func(p *actor.Process) error {
			fmt.Println(name, "hears", p.Receive())
			return nil
		})
		rooms.Join("lobby", guest)
		defer sys.Wait(ctx, guest)
	}
	if err := rooms.Broadcast(sys, "lobby", "hello"); err != nil {
		fmt.Println(err)
	}
	// Unordered output:
	// Ada hears hello
	// Joe hears hello
	// Mike hears hello
}
