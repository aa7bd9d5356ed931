// Counter is a first program: a server that counts, and a client that calls it.
//
//	go run ./examples/counter
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Add asks a counter to count up; the reply is the new count.
type Add struct{ By int }

// A counter is a server. It handles one request at a time, so it needs no lock.
type counter struct{ n int }

func (c *counter) HandleCall(p *actor.Process, request any) (any, error) {
	switch r := request.(type) {
	case Add:
		if r.By < 0 {
			return nil, fmt.Errorf("a counter counts up, not by %d", r.By)
		}
		c.n += r.By
		return c.n, nil
	}
	return nil, service.Unknown(request)
}

func main() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	pid, err := service.Start(ctx, sys, &counter{})
	if err != nil {
		log.Fatal(err)
	}
	for _, by := range []int{1, 2, 39, -1} {
		n, err := service.Call[int](ctx, sys, pid, Add{by})
		if err != nil {
			fmt.Printf("add %d: %v\n", by, err)
			continue
		}
		fmt.Printf("add %d: the counter is at %d\n", by, n)
	}
}
