// Package refused holds lines that must not compile: those that say so, and no
// other.
package refused

import (
	"context"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/typed"
)

type Door interface{ door() }

type Open struct{}

func (Open) door() {}

type Visits struct{ typed.Asks[Door, int] }

func sends(p *actor.Process, door typed.Ref[Door], opener typed.Ref[Open], pid actor.PID) {
	door.Send(p, Open{})
	door.Send(p, "open")         // refused
	door.Cast(p, &struct{}{})    // refused
	opener.Send(p, Door(Open{})) // refused
	opener = typed.Ref[Open](door)
	door = pid // refused
}

func calls(ctx context.Context, p *actor.Process, door typed.Ref[Door], opener typed.Ref[Open]) {
	_, _ = typed.Call(ctx, p, door, Visits{})
	_, _ = typed.Call(ctx, p, opener, Visits{}) // refused
	_, _ = typed.Call(ctx, p, door, Open{})     // refused
	var s string
	s, _ = typed.Call(ctx, p, door, Visits{}) // refused
	_ = s
}

func spawns(sys *actor.System) {
	var door typed.Ref[Door]
	door = typed.Spawn(sys, func(*actor.Process, Door) error { return nil })
	door = typed.Spawn(sys, func(*actor.Process, Open) error { return nil }) // refused
	_ = door
}
