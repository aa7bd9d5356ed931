// Supervised shows a process that crashes and is restarted: a divider that panics
// when asked to divide by zero, and its supervisor.
//
//	go run ./examples/supervised
package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A divider replies with 100 divided by the request. Unforeseen cases are its
// supervisor's business.
type divider struct{ upc chan<- actor.PID }

// Init is the first thing that each new process runs.
func (d divider) Init(p *actor.Process) error {
	d.upc <- p.Self()
	return nil
}

func (d divider) HandleCall(_ *actor.Process, request any) (any, error) {
	return 100 / request.(int), nil
}

func main() {
	ctx := context.Background()
	quiet := slog.New(slog.DiscardHandler) // by default the log tells of a crash, with its stack
	sys := actor.NewSystem(actor.Config{Logger: quiet})
	defer sys.Stop(ctx)

	upc := make(chan actor.PID, 1)
	// Each new divider has its own PID. Callers use its name.
	start := service.Run(func() service.Server { return divider{upc} }).With(actor.Named("divider"))
	_, err := supervisor.Start(ctx, sys, supervisor.Spec{
		Children: []supervisor.Child{{ID: "divider", Start: start}},
	})
	if err != nil {
		log.Fatal(err)
	}
	first := <-upc

	for _, by := range []int{4, 0, 5} {
		n, err := service.Call[int](ctx, sys, "divider", by)
		if err == nil {
			fmt.Printf("100 / %d = %d\n", by, n)
			continue
		}
		fmt.Printf("100 / %d crashed the divider\n", by)
		second := <-upc
		fmt.Println("another one is up:", second != first)
	}
}
