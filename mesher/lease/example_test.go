package lease_test

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func Example() {
	keeper := lease.New(lease.Config{Store: new(lease.Alone), Holder: "a@example"})
	sys := actor.NewSystem(actor.Config{})
	workedc := make(chan struct{})
	sys.Spawn(func(p *actor.Process) error {
		keeper.Hold(p, "cleaning", func(ctx context.Context) {
			fmt.Println("one cleans")
			close(workedc)
			<-ctx.Done()
		})
		return nil
	})
	<-workedc
	sys.Stop(context.Background())
	// Output: one cleans
}
