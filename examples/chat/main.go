// Chat is a room whose guests are on different nodes.
//
//	go run ./examples/chat
//
// runs three nodes in one program, with a guest on each. To talk from two terminals:
//
//	go run ./examples/chat -node ann@127.0.0.1:4001
//	go run ./examples/chat -node bob@127.0.0.1:4002 -peer 127.0.0.1:4001
package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Said is a guest's message to all others.
type Said struct{ Who, What string }

const lobby = "lobby"

// A guest joins the lobby of its node, and passes on what it hears there.
type guest struct {
	sys  *actor.System
	node *dist.Node
	pid  actor.PID
}

// enter starts a node with a guest in the lobby. Port 0 picks any free port,
// which the node's name then holds.
func enter(ctx context.Context, name string, peers []string, hear func(Said)) (*guest, error) {
	// Anyone with the cookie is let in: use one of your own.
	cookie, err := wire.NewCookie(cmp.Or(os.Getenv("CHAT_COOKIE"), "a cookie for those who only try this"))
	if err != nil {
		return nil, err
	}
	types := new(wire.Types)
	if err := wire.Register[Said](types, "chat.Said"); err != nil {
		return nil, err
	}
	who, at, _ := strings.Cut(name, "@")
	l, err := net.Listen("tcp", at)
	if err != nil {
		return nil, err
	}
	g := &guest{sys: actor.NewSystem(actor.Config{Node: who + "@" + l.Addr().String()})}
	quiet := slog.New(slog.DiscardHandler)
	g.node, err = dist.Start(ctx, g.sys, dist.Config{
		Cookies: []wire.Cookie{cookie}, Listener: l, Peers: peers, Types: types, Logger: quiet,
	})
	if err != nil {
		return nil, err
	}
	g.pid = g.sys.Spawn(func(p *actor.Process) error {
		for {
			if said, ok := p.Receive().(Said); ok {
				hear(said)
			}
		}
	})
	return g, g.node.Rooms().Join(lobby, g.pid)
}

func (g *guest) say(what string) error {
	who, _, _ := strings.Cut(g.node.Self().Name, "@")
	return g.node.Rooms().BroadcastExcept(g.sys, lobby, g.pid, Said{who, what})
}

func (g *guest) leave(ctx context.Context) {
	g.node.Leave(ctx)
	g.sys.Stop(ctx)
}

func main() {
	name := flag.String("node", "", "name@host:port of this node; empty: run three nodes")
	peer := flag.String("peer", "", "host:port of another node")
	flag.Parse()
	ctx := context.Background()
	var err error
	if *name == "" {
		err = three(ctx, os.Stdout)
	} else {
		err = talk(ctx, *name, strings.Fields(*peer))
	}
	if err != nil {
		log.Fatal(err)
	}
}

// talk sends the lines that are typed, and prints what others say.
func talk(ctx context.Context, name string, peers []string) error {
	g, err := enter(ctx, name, peers, func(s Said) { fmt.Printf("%s: %s\n", s.Who, s.What) })
	if err != nil {
		return err
	}
	defer g.leave(ctx)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := g.say(lines.Text()); err != nil {
			fmt.Println(err)
		}
	}
	return lines.Err()
}

// three runs three nodes. Each guest greets the others.
func three(ctx context.Context, out io.Writer) error {
	heard := make(chan string)
	var guests []*guest
	for _, who := range []string{"ann", "bob", "cyd"} {
		g, err := enter(ctx, who+"@127.0.0.1:0", nil, func(s Said) {
			heard <- fmt.Sprintf("%s hears %s: %s", who, s.Who, s.What)
		})
		if err != nil {
			return err
		}
		defer g.leave(ctx)
		for _, other := range guests { // both know the other's guests once both have connected
			if err := cmp.Or(g.node.Connect(ctx, other.node.Self().Name), other.node.Connect(ctx, g.node.Self().Name)); err != nil {
				return err
			}
		}
		guests = append(guests, g)
	}
	for _, g := range guests {
		if err := g.say("hello, everybody"); err != nil {
			return err
		}
		lines := []string{<-heard, <-heard}
		slices.Sort(lines) // the network decides who hears first
		fmt.Fprintln(out, strings.Join(lines, "\n"))
	}
	return nil
}
