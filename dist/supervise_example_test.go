package dist_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"

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
	start := func(who string) (*actor.System, *dist.Node) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		sys := actor.NewSystem(actor.Config{Node: who + "@" + l.Addr().String(), Logger: quiet})
		node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Listener: l, Logger: quiet})
		if err != nil {
			panic(err)
		}
		return sys, node
	}
	storeSys, store := start("store")
	shopSys, shop := start("shop")

	dist.Offer(store, "tend", func(p *actor.Process, shop actor.PID) error {
		if err := p.Send(shop, p.Self()); err != nil {
			return err
		}
		p.Receive()
		return nil
	})
	if err := shop.Connect(ctx, store.Self().Name); err != nil {
		fmt.Println(err)
		return
	}
	owner := shopSys.Spawn(func(p *actor.Process) error {
		_, err := supervisor.Start(ctx, p, supervisor.Spec{Children: []supervisor.Child{
			{ID: "shelf", Remote: &supervisor.Remote{Cluster: shop, Node: store.Self().Name, Function: "tend", Args: p.Self()}},
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
