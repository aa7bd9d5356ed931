package typed

import (
	"fmt"
	"reflect"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A Ref is the PID of a process that understands M.
type Ref[M any] struct{ actor.PID }

// Send sends msg to the process; see [actor.Sender].
func (r Ref[M]) Send(from actor.Sender, msg M) error { return from.Send(r.PID, msg) }

// Cast casts msg to the process, which is a server; see [service.Cast].
func (r Ref[M]) Cast(from actor.Sender, msg M) error { return service.Cast(from, r.PID, msg) }

// Spawn starts a process that calls handle with each M it receives. If handle
// returns an error, the process exits with it. The process is an [actor.Handler]:
// it holds no goroutine while it has nothing to do, and answers no calls. A
// message that is not an M, which only an untyped send can bring, is logged and
// dropped.
func Spawn[M any](by actor.Spawner, handle func(p *actor.Process, msg M) error, opts ...actor.Option) Ref[M] {
	return Ref[M]{by.SpawnHandler(handler[M](handle), opts...)}
}

// handler is the process's side of Spawn.
type handler[M any] func(p *actor.Process, msg M) error

func (h handler[M]) Handle(p *actor.Process, msg any) error {
	if m, ok := msg.(M); ok {
		return h(p, m)
	}
	p.Log().Warn("process got a message it does not understand",
		"understands", reflect.TypeFor[M]().String(), "message", fmt.Sprintf("%T", msg))
	return nil
}
