package dist

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Register gives a process of this node a name in the whole cluster, until it
// exits; it may have several. When it returns without error, every connected node
// finds the process. A name that somebody has is refused with a
// [*actor.NameError]; of those who race for one, one gets it. It waits for all
// connected nodes, as long as ctx; after an error nothing is left behind. A node that
// leaves gives no names: the error wraps [ErrLeaving].
func (g *Global) Register(ctx context.Context, name string, pid actor.PID) error {
	if pid.Node() == g.node.Self() && !g.node.sys.Alive(pid) {
		return fmt.Errorf("register %q: %w", name, actor.NoProc)
	}
	id, replied := g.begin()
	g.apply(global.Register{ID: id, Name: name, PID: pid})
	if !g.watch(pid) {
		return fmt.Errorf("register %q: %w", name, ErrLeaving)
	}
	return g.finish(ctx, "register", name, id, replied).Err
}

// RegisterOrGet is Register, or else who has the name.
func (g *Global) RegisterOrGet(ctx context.Context, name string, pid actor.PID) (actor.PID, error) {
	err := g.Register(ctx, name, pid)
	if taken, ok := errors.AsType[*actor.NameError](err); ok {
		return taken.Holder, nil
	}
	if err != nil {
		return actor.PID{}, err
	}
	return pid, nil
}

// Whereis is who has the name. It asks nobody: of a node that is not connected it
// finds no process, and while parts of a cluster do not see each other, each may
// find another one.
func (g *Global) Whereis(name string) (actor.PID, bool) {
	pid, ok := g.found.Load(name)
	if !ok {
		return actor.PID{}, false
	}
	return pid.(actor.PID), true
}

// Names yields the names that somebody has, as Whereis finds them, in no order.
func (g *Global) Names() iter.Seq2[string, actor.PID] {
	return func(yield func(string, actor.PID) bool) {
		g.found.Range(func(name, pid any) bool { return yield(name.(string), pid.(actor.PID)) })
	}
}

// WaitFor is Whereis as soon as somebody has the name. It waits as long as ctx.
func (g *Global) WaitFor(ctx context.Context, name string) (actor.PID, error) {
	id, replied := g.begin()
	g.apply(global.Wait{ID: id, Name: name})
	r := g.finish(ctx, "wait for", name, id, replied)
	return r.PID, r.Err
}

// Unregister takes a name from the process of this node that has it. If that is
// another node's, the error is a [*actor.NameError]; if nobody has it, it wraps
// [actor.ErrNotRegistered]. It waits for nobody: other nodes hear of it in a moment.
func (g *Global) Unregister(name string) error {
	id, replied := g.begin()
	g.apply(global.Unregister{ID: id, Name: name})
	return (<-replied).Err
}

// NameConflict is the message to a process that had a name and has it no more:
// two parts of a cluster met that had both given it to somebody. Winner keeps it.
type NameConflict struct {
	Name   string
	Winner actor.PID
}

// begin makes room for the reply to a call.
func (g *Global) begin() (id uint64, replied chan global.Reply) {
	replied = make(chan global.Reply, 1)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls++
	g.replies[g.calls] = replied
	return g.calls, replied
}

// finish waits for the reply. A call that is given up is replied to as well, with
// the reason, unless it was replied to before.
func (g *Global) finish(ctx context.Context, do, name string, id uint64, replied chan global.Reply) global.Reply {
	var why error
	select {
	case r := <-replied:
		return r
	case <-ctx.Done():
		why = context.Cause(ctx)
	case <-g.node.ctx.Done():
		why = ErrLeaving
	}
	g.apply(global.Cancel{ID: id, Err: fmt.Errorf("%s %q: %w", do, name, why)})
	return <-replied
}
