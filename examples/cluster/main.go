// Cluster starts three nodes in three programs, kills one with kill -9, and shows
// what the others notice: its processes, its place in the cluster, its names.
//
//	go run ./examples/cluster
//
// By hand, in three terminals, one of which you kill and start again:
//
//	go run ./examples/cluster -serve ada@127.0.0.1:7001
//	go run ./examples/cluster -serve bob@127.0.0.1:7002 -peer 127.0.0.1:7001
//	go run ./examples/cluster -serve cyd@127.0.0.1:7003 -peer 127.0.0.1:7001
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func main() {
	flags := flag.NewFlagSet("cluster", flag.ExitOnError)
	serve := flags.String("serve", "", "be one node, of this name")
	peer := flags.String("peer", "", "where another node is")
	if err := flags.Parse(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	sys, node := start(ctx, cmp.Or(*serve, "ada@127.0.0.1:0"), strings.Fields(*peer))
	defer node.Leave(context.Background())
	var pid actor.PID
	if *serve == "" {
		pid = sys.Spawn(func(p *actor.Process) error { return show(ctx, p, node) })
	} else {
		pid = sys.Spawn(func(p *actor.Process) error { return live(ctx, p, node) })
	}
	if reason, err := sys.Wait(ctx, pid); err == nil && reason != actor.Normal {
		log.Fatal(reason)
	}
}

// live is an ordinary node: it registers its own name in the whole cluster, and
// prints which nodes come and go.
func live(ctx context.Context, p *actor.Process, node *dist.Node) error {
	node.Monitor(p.Self(), "")
	if err := node.Global().Register(ctx, short(node.Self()), p.Self()); err != nil {
		return err
	}
	for {
		switch m := p.Receive().(type) {
		case dist.NodeUp:
			fmt.Println(short(m.Node), "is up")
		case dist.NodeDown:
			fmt.Println(short(m.Node), "is down:", m.Reason)
		}
	}
}

// show starts two more nodes, kills one and starts it again.
func show(ctx context.Context, p *actor.Process, node *dist.Node) error {
	node.Monitor(p.Self(), "")
	bob, cyd := launch("bob", node), launch("cyd", node)
	defer func() { end(bob); end(cyd) }()
	for range 2 {
		actor.ReceiveFor[dist.NodeUp](p, actor.Forever)
	}
	fmt.Println("three nodes are connected")

	first, err := node.Global().WaitFor(ctx, "bob")
	if err != nil {
		return err
	}
	p.Monitor(first)
	fmt.Println("the name bob is a process on", short(first.Node()))

	end(bob)
	process, _ := actor.ReceiveFor[actor.Down](p, actor.Forever)
	fmt.Println("bob is killed: his process is gone for", process.Reason)
	down, _ := actor.ReceiveFor[dist.NodeDown](p, actor.Forever)
	_, found := node.Global().Whereis("bob")
	fmt.Printf("the node %s is down, its name is there: %t\n", short(down.Node), found)

	bob = launch("bob", node)
	up, _ := actor.ReceiveFor[dist.NodeUp](p, actor.Forever)
	second, err := node.Global().WaitFor(ctx, "bob")
	fmt.Printf("%s is back, as another process: %t\n", short(up.Node), second != first)
	return err
}

// short returns a node's name without its address.
func short(n actor.Node) string {
	name, _, _ := strings.Cut(n.Name, "@")
	return name
}

// launch starts this program again, as a node on any free port. The first node,
// which monitors all nodes, learns its full name when it is up.
func launch(who string, seed *dist.Node) *exec.Cmd {
	_, at, _ := strings.Cut(seed.Self().Name, "@")
	cmd := exec.Command(os.Args[0], "-serve", who+"@127.0.0.1:0", "-peer", at)
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	return cmd
}

// end kills the program without warning.
func end(cmd *exec.Cmd) {
	cmd.Process.Kill()
	cmd.Wait()
}

// start makes a node. Port 0 picks any free port, which the node's name then
// holds. Nodes that share a cookie trust each other.
func start(ctx context.Context, name string, peers []string) (*actor.System, *dist.Node) {
	quiet := slog.New(slog.DiscardHandler)
	who, at, _ := strings.Cut(name, "@")
	l, err := net.Listen("tcp", at)
	if err != nil {
		log.Fatal(err)
	}
	sys := actor.NewSystem(actor.Config{Node: who + "@" + l.Addr().String(), Logger: quiet})
	cookie, err := wire.NewCookie("an example's cookie is no secret")
	if err != nil {
		log.Fatal(err)
	}
	node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Listener: l, Peers: peers, Logger: quiet})
	if err != nil {
		log.Fatal(err)
	}
	return sys, node
}
