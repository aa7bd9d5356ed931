package actor_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

type ping struct{ from actor.PID }

func Example() {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(context.Background())

	ponger := sys.Spawn(func(p *actor.Process) error {
		m := p.Receive().(ping)
		return p.Send(m.from, "pong")
	})
	pinger := sys.Spawn(func(p *actor.Process) error {
		p.Send(ponger, ping{p.Self()})
		fmt.Println(p.Receive())
		return nil
	})
	sys.Wait(context.Background(), pinger)
	// Output: pong
}

// run runs f as a process until it ends. The examples below are such functions.
func run(f actor.Func) {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(context.Background())
	done := make(chan struct{})
	sys.Spawn(func(p *actor.Process) error {
		defer close(done)
		return f(p)
	})
	<-done
}

// A process that traps exits is told when a linked process exits, and goes on.
func ExampleProcess_Link() {
	run(func(p *actor.Process) error {
		p.TrapExit(true)
		worker := p.Spawn(func(p *actor.Process) error {
			p.Receive()
			return errors.New("out of paper")
		})
		if err := p.Link(worker); err != nil {
			return err
		}
		p.Send(worker, "print")
		exit := p.Receive().(actor.Exit)
		fmt.Println(exit.From == worker, exit.Reason)
		return nil
	})
	// Output: true out of paper
}

// A monitor reports a process's end without tying the two together.
func ExampleProcess_Monitor() {
	run(func(p *actor.Process) error {
		worker := p.Spawn(func(p *actor.Process) error {
			p.Receive()
			return nil
		})
		ref := p.Monitor(worker)
		p.Send(worker, "work")
		down := p.Receive().(actor.Down)
		fmt.Println(down.Ref == ref, down.Reason)

		p.Monitor(worker) // already gone
		fmt.Println(p.Receive().(actor.Down).Reason)
		return nil
	})
	// Output:
	// true normal
	// noproc
}

// A selective receive leaves the messages it skips in order.
func ExampleReceiveFor() {
	run(func(p *actor.Process) error {
		for _, msg := range []any{"first", "second", 7} {
			p.Send(p.Self(), msg)
		}
		n, ok := actor.ReceiveFor[int](p, time.Second)
		fmt.Println(n, ok)
		fmt.Println(p.Receive(), p.Receive())
		_, ok = actor.ReceiveFor[int](p, 0)
		fmt.Println(ok)
		return nil
	})
	// Output:
	// 7 true
	// first second
	// false
}

// greeter is a handler: between messages it holds no goroutine.
type greeter struct{ greeted int }

func (g *greeter) Handle(p *actor.Process, msg any) error {
	g.greeted++
	fmt.Printf("hello %v, you are number %d\n", msg, g.greeted)
	return nil
}

func (g *greeter) HandleCall(p *actor.Process, r actor.Request) error {
	r.Reply(g.greeted, nil)
	return nil
}

func ExampleHandler() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	pid := sys.SpawnHandler(&greeter{})
	sys.Send(pid, "Ann")
	sys.Send(pid, "Bob")
	n, err := sys.Call(ctx, pid, "how many?")
	fmt.Println(n, err)
	// Output:
	// hello Ann, you are number 1
	// hello Bob, you are number 2
	// 2 <nil>
}

// A name is another way to reach a process, for as long as it lives.
func ExampleSystem_SendName() {
	run(func(p *actor.Process) error {
		if err := p.Register("printer"); err != nil {
			return err
		}
		sys := p.System()
		fmt.Println(sys.SendName("printer", "a page"))
		fmt.Println(p.Receive())
		fmt.Println(sys.SendName("plotter", "a plan"))
		return nil
	})
	// Output:
	// <nil>
	// a page
	// send to "plotter": name is not registered
}

// A timer sends a message later, but not once it was cancelled.
func ExampleProcess_SendAfter() {
	run(func(p *actor.Process) error {
		late := p.SendAfter(time.Hour, p.Self(), "late")
		p.SendAfter(time.Millisecond, p.Self(), "soon")
		fmt.Println(p.Receive(), late.Cancel())
		return nil
	})
	// Output: soon true
}

// Start returns when a process is up, or reports why it is not.
func ExampleStart() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	first := actor.Run(func(p *actor.Process) error {
		p.Receive()
		return nil
	})
	_, err := actor.Start(ctx, sys, first, actor.Named("leader"))
	fmt.Println(err)
	_, err = actor.Start(ctx, sys, first, actor.Named("leader"))
	taken, ok := errors.AsType[*actor.NameError](err)
	fmt.Println(ok, taken.Name)
	// Output:
	// <nil>
	// true leader
}

// ParsePID reads what a PID prints.
func ExampleParsePID() {
	pid, err := actor.ParsePID("<shop@10.0.0.7:4370#c0ffee/4000001>")
	fmt.Println(pid.Node().Name, err)
	fmt.Println(pid)
	// Output:
	// shop@10.0.0.7:4370 <nil>
	// <shop@10.0.0.7:4370#c0ffee/4000001>
}
