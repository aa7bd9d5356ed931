package typed_test

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/typed"
)

// Ping asks for a Pong.
type Ping struct{ From typed.Ref[Pong] }

// Pong is the answer to a Ping.
type Pong struct{ N int }

func Example() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	pings := 0
	ponger := typed.Spawn(sys, func(p *actor.Process, ping Ping) error {
		pings++
		return ping.From.Send(p, Pong{pings})
	})
	done := make(chan struct{})
	pinger := typed.Spawn(sys, func(p *actor.Process, pong Pong) error {
		fmt.Println("pong", pong.N)
		close(done)
		return actor.Normal
	})
	ponger.Send(sys, Ping{From: pinger})
	// ponger.Send(sys, Pong{}) does not compile.
	<-done
	// Output:
	// pong 1
}

// Account is the messages that an account understands.
type Account interface{ account() }

// Deposit adds to the balance.
type Deposit struct{ Amount int }

func (Deposit) account() {}

// Balance asks an account for an int.
type Balance struct{ typed.Asks[Account, int] }

type account struct{ balance int }

func (a *account) HandleCast(_ *actor.Process, msg any) error {
	switch m := msg.(type) {
	case Deposit:
		a.balance += m.Amount
	}
	return nil
}

func (a *account) HandleCall(_ *actor.Process, request any) (any, error) {
	switch request.(type) {
	case Balance:
		return a.balance, nil
	}
	return nil, service.Unknown(request)
}

// open is the only place that says what an account's process understands.
func open(ctx context.Context, by actor.Spawner) (typed.Ref[Account], error) {
	pid, err := service.Start(ctx, by, &account{})
	return typed.Ref[Account]{PID: pid}, err
}

func ExampleCall() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	mine, err := open(ctx, sys)
	if err != nil {
		fmt.Println(err)
		return
	}
	mine.Cast(sys, Deposit{Amount: 5})
	balance, err := typed.Call(ctx, sys, mine, Balance{})
	fmt.Println(balance+1, err)
	// Output:
	// 6 <nil>
}
