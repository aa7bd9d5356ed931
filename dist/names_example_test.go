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

// Whichever node starts the printer, the cluster has one, and each node can find it.
func ExampleGlobal() {
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
	if err := redNode.Connect(ctx, blueNode.Self().Name); err != nil {
		fmt.Println(err)
		return
	}

	first, second := red.Spawn(echo), blue.Spawn(echo)
	fmt.Println(redNode.Global().Register(ctx, "printer", first))
	found, _ := blueNode.Global().Whereis("printer")
	fmt.Println(found == first)
	holder, err := blueNode.Global().RegisterOrGet(ctx, "printer", second)
	fmt.Println(holder == first, err)
	// Output:
	// <nil>
	// true
	// true <nil>
}
