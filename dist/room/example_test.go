package room_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Two nodes with a guest on each: what one says in the lobby, the other hears.
func Example() {
	ctx := context.Background()
	cookie, err := wire.NewCookie("thirty-two bytes that nobody guesses")
	if err != nil {
		fmt.Println(err)
		return
	}
	quiet := slog.New(slog.DiscardHandler)
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
	red, redNode := start("red")
	defer red.Stop(ctx)
	defer redNode.Leave(ctx)
	blue, blueNode := start("blue")
	defer blue.Stop(ctx)
	defer blueNode.Leave(ctx)

	heard := make(chan any)
	guest := blue.Spawn(func(p *actor.Process) error {
		heard <- p.Receive()
		return nil
	})
	fmt.Println(blueNode.Rooms().Join("lobby", guest))
	if err := redNode.Connect(ctx, blueNode.Self().Name); err != nil {
		fmt.Println(err)
		return
	}
	red.Spawn(func(p *actor.Process) error {
		redNode.Rooms().Join("lobby", p.Self())
		return redNode.Rooms().BroadcastExcept(p, "lobby", p.Self(), "hello, you others")
	})
	fmt.Println(<-heard)
	// Output:
	// <nil>
	// hello, you others
}
