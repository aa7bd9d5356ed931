package dist_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Order is a message between the nodes of this example.
type Order struct {
	Number int
	Dish   string
}

// This program runs two nodes: a kitchen that cooks, and a table that orders. On two
// machines, each would run its own half.
func Example() {
	ctx := context.Background()
	cookie, err := wire.NewCookie("thirty-two bytes that nobody guesses")
	if err != nil {
		fmt.Println(err)
		return
	}
	quiet := slog.New(slog.DiscardHandler)
	start := func(who string) (*actor.System, *dist.Node) {
		l, err := net.Listen("tcp", "127.0.0.1:0") // any free port; usually it is known
		if err != nil {
			panic(err)
		}
		sys := actor.NewSystem(actor.Config{Node: who + "@" + l.Addr().String(), Logger: quiet})
		node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Listener: l, Logger: quiet})
		if err == nil {
			err = dist.Register[Order](node, "restaurant.Order")
		}
		if err != nil {
			panic(err)
		}
		return sys, node
	}
	kitchenSys, kitchen := start("kitchen")
	tableSys, table := start("table")

	dist.Offer(kitchen, "cook", func(p *actor.Process, o Order) error {
		r := p.Receive().(actor.Request)
		r.Reply(fmt.Sprintf("%s, number %d", o.Dish, o.Number), nil)
		return fmt.Errorf("out of %s", o.Dish)
	})
	if err := table.Connect(ctx, kitchen.Self().Name); err != nil {
		fmt.Println(err)
		return
	}
	guest := tableSys.Spawn(func(p *actor.Process) error {
		cook, ref, err := table.SpawnMonitor(ctx, p, kitchen.Self().Name, "cook", Order{7, "soup"})
		if err != nil {
			return err
		}
		dish, err := p.Call(ctx, cook, "ready?")
		fmt.Println(dish, err)
		down, _ := actor.ReceiveFor[actor.Down](p, actor.Forever)
		fmt.Println(down.Ref == ref, down.Reason)
		return nil
	})
	tableSys.Wait(ctx, guest)

	table.Leave(ctx)
	kitchen.Leave(ctx)
	tableSys.Stop(ctx)
	kitchenSys.Stop(ctx)
	// Output:
	// soup, number 7 <nil>
	// true out of soup
}
