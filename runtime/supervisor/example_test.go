package supervisor_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A till counts money and breaks when it is given none.
type till struct{ money int }

func (t *till) HandleCall(_ *actor.Process, request any) (any, error) {
	coins := request.(int)
	if coins == 0 {
		panic("nothing to count")
	}
	t.money += coins
	return t.money, nil
}

// newTill registers the name of each till, so that callers find the one that
// works now.
func newTill(by actor.Spawner, opts ...actor.Option) actor.PID {
	start := service.Run(func() service.Server { return &till{} })
	return start(by, append(opts, actor.Named("till"))...)
}

func Example() {
	ctx := context.Background()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil)) // it reports the panic, with its stack
	sys := actor.NewSystem(actor.Config{Logger: quiet})
	defer sys.Stop(ctx)

	shop, err := supervisor.Start(ctx, sys, supervisor.Spec{
		Children: []supervisor.Child{{ID: "till", Start: newTill}},
	}, actor.Named("shop"))
	if err != nil {
		fmt.Println(err)
		return
	}

	money, err := service.Call[int](ctx, sys, "till", 5)
	fmt.Println(money, err)

	_, err = service.Call[int](ctx, sys, "till", 0)
	_, panicked := errors.AsType[*actor.PanicError](err)
	fmt.Println("panicked:", panicked)

	// The supervisor hears of the crash before it hears of this question, and
	// tells when the new till is up.
	children, err := supervisor.Children(ctx, sys, shop)
	fmt.Println(children[0].ID, children[0].Restarts, err)
	// Output:
	// 5 <nil>
	// panicked: true
	// till 1 <nil>
}
