package observe_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A shop whose printer runs out of ink, and another program that looks at it.
func Example() {
	ctx := context.Background()
	log := slog.New(slog.DiscardHandler)
	cookie, err := wire.NewCookie("thirty-two bytes that nobody guesses")
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	sys := actor.NewSystem(actor.Config{Node: "shop@" + l.Addr().String(), Logger: log})
	node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Listener: l, Logger: log})
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
