package dist

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Register gives a process of this node a name in the whole cluster, until it exits;
// it may have several. When Register returns without error, every connected node
// finds the process. If the name is taken, the error is a [*actor.NameError]; if
// several race for a name, one gets it. It waits for all connected nodes until ctx
// ends; after an error nothing is left behind. A node that is leaving registers no
// names: the error wraps [ErrLeaving].
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

// RegisterOrGet is Register, except that it returns the holder of a taken name.
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

// Whereis returns the process that has the name. It asks no other node: it finds no
// process of a node that is not connected, and in a network partition each part may
// find a different one.
func (g *Global) Whereis(name string) (actor.PID, bool) {
	pid, ok := g.found.Load(name)
	if !ok {
		return actor.PID{}, false
	}
	return pid.(actor.PID), true
}

// Names yields the registered names, as Whereis finds them, in no particular order.
func (g *Global) Names() iter.Seq2[string, actor.PID] {
	return func(yield func(string, actor.PID) bool) {
		g.found.Range(func(name, pid any) bool { return yield(name.(string), pid.(actor.PID)) })
	}
}

// WaitFor waits until Whereis finds the name, or ctx ends.
func (g *Global) WaitFor(ctx context.Context, name string) (actor.PID, error) {
	id, replied := g.begin()
	g.apply(global.Wait{ID: id, Name: name})
	r := g.finish(ctx, "wait for", name, id, replied)
	return r.PID, r.Err
}

// Unregister removes a name from the process of this node that has it. If another
// node's process has it, the error is a [*actor.NameError]; if none has it, the error
// wraps [actor.ErrNotRegistered]. It does not wait for other nodes: they hear of it
// in a moment.
func (g *Global) Unregister(name string) error {
	id, replied := g.begin()
	g.apply(global.Unregister{ID: id, Name: name})
	return (<-replied).Err
}

// NameConflict is sent to a process that has lost its name: two parts of a cluster
// met that had both registered it. Winner keeps the name.
type NameConflict struct {
	Name   string
	Winner actor.PID
}

// begin registers a channel for the reply to a call.
func (g *Global) begin() (id uint64, replied chan global.Reply) {
	replied = make(chan global.Reply, 1)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls++
	g.replies[g.calls] = replied
	return g.calls, replied
}

// finish waits for the reply. A call that is given up also gets a reply, with the
// reason, unless it already had one.
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
