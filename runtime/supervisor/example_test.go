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

// A till counts money and panics when it is given none.
type till struct{ money int }

func (t *till) HandleCall(_ *actor.Process, request any) (any, error) {
	coins := request.(int)
	if coins == 0 {
		panic("nothing to count")
	}
	t.money += coins
	return t.money, nil
}

// newTill registers the name of each till, so that callers find the current one.
func newTill(by actor.Spawner, opts ...actor.Option) actor.PID {
	start := service.Run(func() service.Server { return &till{} })
	return start(by, append(opts, actor.Named("till"))...)
}

func Example() {
	ctx := context.Background()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil)) // the system logs the panic, with its stack
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

	// The supervisor heard of the crash before the caller did.
	children, err := supervisor.Children(ctx, sys, shop)
	fmt.Println(children[0].ID, children[0].Restarts, err)
	// Output:
	// 5 <nil>
	// panicked: true
	// till 1 <nil>
}

// This supervisor's children, guests, come and go.
func ExampleStartWith() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	guest := func(p *actor.Process) error {
		p.Receive() // any message makes the guest leave
		return nil
	}
	inn, err := supervisor.Start(ctx, sys, supervisor.Spec{
		Strategy: supervisor.SimpleOneForOne,
		Template: func(name any) supervisor.Child {
			return supervisor.Child{ID: name.(string), Start: actor.Run(guest), Restart: supervisor.Temporary}
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"Ada", "Joe", "Mike"} {
		if _, err := supervisor.StartWith(ctx, sys, inn, name); err != nil {
			fmt.Println(err)
		}
	}
	if err := supervisor.TerminateChild(ctx, sys, inn, "Joe"); err != nil {
		fmt.Println(err)
	}
	guests, err := supervisor.Children(ctx, sys, inn)
	for _, g := range guests {
		fmt.Println(g.ID, g.State)
	}
	fmt.Println(err)
	// Output:
	// Ada running
	// Mike running
	// <nil>
}
