package room_test

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

// Two nodes, a guest on each, and what one says in the lobby the other hears.
func Example() {
	ctx := context.Background()
	cookie, err := wire.NewCookie("thirty-two bytes that nobody guesses")
	if err != nil {
		fmt.Println(err)
		return
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	start := func(name string) (*actor.System, *dist.Node) {
		sys := actor.NewSystem(actor.Config{Node: name + "@" + vacant(), Logger: quiet})
		node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Logger: quiet})
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

// vacant is an address of this machine at which nobody listens. Its port is below
// those that a system gives to whoever asks for any, and to the near ends of
// connections: one of them could be gone before it is used.
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
