// Workers spreads jobs over nodes: each job goes to the node with the fewest.
//
//	go run ./examples/workers
//
// runs all nodes in one program. Or give each worker a terminal, and the boss
// another:
//
//	go run ./examples/workers -serve ada@127.0.0.1:7001
//	go run ./examples/workers -serve bob@127.0.0.1:7002
//	go run ./examples/workers -on ada@127.0.0.1:7001,bob@127.0.0.1:7002
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A Job holds a number to square, and the process that wants the result.
type Job struct {
	Number int
	For    actor.PID
}

// A Result is the result of a job.
type Result struct{ Number, Square int }

// square is the function that workers offer. It waits for a start signal, so that
// the boss can be seen sharing out unfinished jobs.
func square(p *actor.Process, j Job) error {
	p.Receive()
	return p.Send(j.For, Result{j.Number, j.Number * j.Number})
}

// A gauge replies with the number of processes on its node.
type gauge struct{}

func (gauge) HandleCall(p *actor.Process, _ any) (any, error) { return p.System().Count(), nil }

// work makes a node that accepts jobs.
func work(ctx context.Context, name string) *dist.Node {
	sys, node := start(ctx, name)
	if _, err := service.Start(ctx, sys, gauge{}, actor.Named("gauge")); err != nil {
		log.Fatal(err)
	}
	if err := dist.Offer(node, "square", square); err != nil {
		log.Fatal(err)
	}
	return node
}

// boss hands out nine jobs and adds up the results.
func boss(ctx context.Context, p *actor.Process, node *dist.Node, workers []string) error {
	var jobs []actor.PID
	for i := range 9 {
		least, load := "", 0
		for _, w := range workers {
			n, err := service.Call[int](ctx, p, "gauge@"+w, "how many?")
			if err != nil {
				return err
			}
			if least == "" || n < load {
				least, load = w, n
			}
		}
		pid, err := node.SpawnLink(ctx, p, least, "square", Job{i + 1, p.Self()})
		if err != nil {
			return err
		}
		jobs = append(jobs, pid)
		fmt.Printf("job %d goes to %s\n", i+1, strings.Split(least, "@")[0])
	}
	sum := 0
	for _, pid := range jobs {
		p.Send(pid, "begin")
	}
	for range jobs {
		r, _ := actor.ReceiveFor[Result](p, actor.Forever)
		sum += r.Square
	}
	fmt.Println("the squares come to", sum)
	return nil
}

func main() {
	serve := flag.String("serve", "", "be a worker of this name, until interrupted")
	on := flag.String("on", "", "workers there are, by name, between commas; three are made when empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *serve != "" {
		node := work(ctx, *serve)
		<-ctx.Done()
		node.Leave(context.Background())
		return
	}
	workers := strings.FieldsFunc(*on, func(r rune) bool { return r == ',' })
	if *on == "" {
		for _, name := range []string{"ada", "bob", "cyd"} {
			w := work(ctx, name+"@127.0.0.1:0")
			defer w.Leave(ctx)
			workers = append(workers, w.Self().Name)
		}
	}
	sys, node := start(ctx, "boss@127.0.0.1:0")
	defer node.Leave(ctx)
	for _, w := range workers {
		if err := node.Connect(ctx, w); err != nil {
			log.Fatal(err)
		}
	}
	pid := sys.Spawn(func(p *actor.Process) error { return boss(ctx, p, node, workers) })
	if reason, err := sys.Wait(ctx, pid); reason != actor.Normal {
		log.Fatal(reason, err)
	}
}

// start makes a node. Port 0 picks any free port, which the node's name then
// holds. Nodes that share a cookie trust each other.
func start(ctx context.Context, name string) (*actor.System, *dist.Node) {
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
	node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Listener: l, Logger: quiet})
	if err != nil {
		log.Fatal(err)
	}
	if err := dist.Register[Job](node, "workers.Job"); err != nil {
		log.Fatal(err)
	}
	if err := dist.Register[Result](node, "workers.Result"); err != nil {
		log.Fatal(err)
	}
	return sys, node
}
