package dist_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"

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
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	start := func(name string) (*actor.System, *dist.Node) {
		sys := actor.NewSystem(actor.Config{Node: name, Logger: quiet})
		node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Logger: quiet})
		if err != nil {
			panic(err)
		}
		return sys, node
	}
	red, redNode := start("red@" + vacant())
	defer red.Stop(ctx)
	defer redNode.Leave(ctx)
	blue, blueNode := start("blue@" + vacant())
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
