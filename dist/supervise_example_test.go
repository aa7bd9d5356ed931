package dist_test

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A supervisor keeps a process running on another node.
func Example_supervision() {
	ctx := context.Background()
	quiet := slog.New(slog.DiscardHandler)
	cookie, err := wire.NewCookie("thirty-two bytes that nobody guesses")
	if err != nil {
		fmt.Println(err)
		return
	}
	start := func(name string) (*actor.System, *dist.Node) {
		sys := actor.NewSystem(actor.Config{Node: name, Logger: quiet})
		node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Logger: quiet})
		if err != nil {
			panic(err)
		}
		return sys, node
	}
	storeName := "store@" + vacant()
	storeSys, store := start(storeName)
	shopSys, shop := start("shop@" + vacant())

	dist.Offer(store, "tend", func(p *actor.Process, shop actor.PID) error {
		if err := p.Send(shop, p.Self()); err != nil {
			return err
		}
		p.Receive()
		return nil
	})
	if err := shop.Connect(ctx, storeName); err != nil {
		fmt.Println(err)
		return
	}
	owner := shopSys.Spawn(func(p *actor.Process) error {
		_, err := supervisor.Start(ctx, p, supervisor.Spec{Children: []supervisor.Child{
			{ID: "shelf", Remote: &supervisor.Remote{Cluster: shop, Node: storeName, Function: "tend", Args: p.Self()}},
		}})
		if err != nil {
			return err
		}
		first, _ := actor.ReceiveFor[actor.PID](p, actor.Forever)
		fmt.Println("the shelf is tended in the store:", first.Node() == store.Self())
		p.Exit(first, actor.Kill)
		second, _ := actor.ReceiveFor[actor.PID](p, actor.Forever)
		fmt.Println("and by another when that one is killed:", second.Node() == store.Self() && second != first)
		return nil
	})
	shopSys.Wait(ctx, owner)

	shop.Leave(ctx)
	store.Leave(ctx)
	shopSys.Stop(ctx)
	storeSys.Stop(ctx)
	// Output:
	// the shelf is tended in the store: true
	// and by another when that one is killed: true
}
