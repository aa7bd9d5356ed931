package dist_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
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

// vacant returns an address of this machine that nobody listens on. Its port is below
// the range that systems choose free ports and outgoing ports from: a port of that
// range could be taken before it is used.
func vacant() string {
	const lowest, beyond = 20000, 32768
	for range 1000 {
		address := fmt.Sprint("127.0.0.1:", lowest+rand.IntN(beyond-lowest))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
	panic("no port is vacant")
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
	start := func(name string) (*actor.System, *dist.Node) {
		sys := actor.NewSystem(actor.Config{Node: name, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
		node, err := dist.Start(ctx, sys, dist.Config{
			Cookies: []wire.Cookie{cookie}, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		})
		if err == nil {
			err = dist.Register[Order](node, "restaurant.Order")
		}
		if err != nil {
			panic(err)
		}
		return sys, node
	}
	kitchenName := "kitchen@" + vacant()
	kitchenSys, kitchen := start(kitchenName)
	tableSys, table := start("table@" + vacant())

	dist.Offer(kitchen, "cook", func(p *actor.Process, o Order) error {
		r := p.Receive().(actor.Request)
		r.Reply(fmt.Sprintf("%s, number %d", o.Dish, o.Number), nil)
		return fmt.Errorf("out of %s", o.Dish)
	})
	if err := table.Connect(ctx, kitchenName); err != nil {
		fmt.Println(err)
		return
	}
	guest := tableSys.Spawn(func(p *actor.Process) error {
		cook, ref, err := table.SpawnMonitor(ctx, p, kitchenName, "cook", Order{7, "soup"})
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
