package service_test

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Add asks a counter to count up.
type Add struct{ By int }

type counter struct{ n int }

func (c *counter) HandleCall(p *actor.Process, request any) (any, error) {
	switch r := request.(type) {
	case Add:
		c.n += r.By
		return c.n, nil
	}
	return nil, service.Unknown(request)
}

func Example() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	pid, err := service.Start(ctx, sys, &counter{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		n, err := service.Call[int](ctx, sys, pid, Add{By: 5})
		fmt.Println(n, err)
	}
	_, err = service.Call[int](ctx, sys, pid, "what?")
	fmt.Println(err)
	// Output:
	// 5 <nil>
	// 10 <nil>
	// unknown request: string
}
