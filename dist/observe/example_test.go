package observe_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

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

// A shop whose printer runs out of ink, and who looks at it from another program.
func Example() {
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	cookie, err := wire.NewCookie("thirty-two bytes that nobody guesses")
	if err != nil {
		fmt.Println(err)
		return
	}
	sys := actor.NewSystem(actor.Config{Node: "shop@" + vacant(), Logger: log})
	node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Logger: log})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer sys.Stop(ctx)
	defer node.Leave(ctx)
	printing := make(chan struct{}, 2)
	printer := func(p *actor.Process) error {
		printing <- struct{}{}
		return p.Receive().(error)
	}
	supervisor.Start(ctx, sys, supervisor.Spec{Children: []supervisor.Child{
		{ID: "printer", Start: actor.Run(printer).With(actor.Named("printer"))},
		{ID: "observer", Start: observe.Run(observe.Config{Node: func() *dist.Node { return node }, Version: "1.4.2"})},
	}}, actor.Named("shop"))
	<-printing
	sys.SendName("printer", errors.New("out of ink"))
	<-printing

	// The other program.
	o, err := observe.Attach(ctx, observe.Attachment{To: node.Self().Name, Cookies: []wire.Cookie{cookie}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer o.Close()
	all, err := o.Survey(ctx)
	fmt.Println(len(all), "node of version", all[0].Version, err)
	tree, err := o.Tree(ctx, "")
	for _, row := range tree.Rows {
		fmt.Printf("%s%s: %d restarts %q\n", strings.Repeat("  ", row.Depth), row.ID, row.Restarts, row.Reason)
	}
	// Output:
	// 1 node of version 1.4.2 <nil>
	// shop: 0 restarts ""
	//   printer: 1 restarts "out of ink"
	//   observer: 0 restarts ""
}
