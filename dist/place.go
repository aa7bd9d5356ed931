package dist

import (
	"context"
	"errors"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// SpawnFor spawns a process for p, which is linked to it and monitors it, without
// waiting: it is for a p that can't wait, such as a supervisor. p calls it.
//
// choose picks the node, out of those that offer the function at the time, which may
// include this one. If it returns no name, it is called again when that changes; an
// error from it ends the attempt. If the node is lost before it has answered, choose
// is also called again.
//
// told is called once: with the process, before any signal from it reaches p; or with
// the reason why there is none, such as that ctx ended. It must not wait.
func (n *Node) SpawnFor(ctx context.Context, p *actor.Process, function string, args any,
	choose func(offering []string) (node string, err error), told func(pid actor.PID, err error)) {
	s := spawning{from: p.Self().ID(), link: true, ref: n.in.NewRef(p)}
	place := placement{n, function, args, choose, told}
	if !n.spawn(func() { place.run(ctx, s) }) {
		told(actor.PID{}, ErrLeaving)
	}
}

// placement is one attempt to start a process on some node.
type placement struct {
	node     *Node
	function string
	args     any
	choose   func([]string) (string, error)
	told     func(actor.PID, error)
}

// run goes on until there is a process, or it is certain that there can't be one.
func (a placement) run(ctx context.Context, s spawning) {
	n, born := a.node, false
	s.born = func(pid actor.PID) {
		born = true
		a.told(pid, nil)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(n.ctx, func() { cancel(ErrLeaving) })()
	for {
		changedc := n.changes()
		where, err := a.choose(n.offering(a.function))
		if err == nil && where != "" {
			err = a.spawn(ctx, where, s)
		}
		if born {
			return
		}
		if err != nil {
			a.told(actor.PID{}, err)
			return
		}
		select {
		case <-changedc:
		case <-ctx.Done():
			a.told(actor.PID{}, context.Cause(ctx))
			return
		}
	}
}

// spawn asks the node to spawn the process. If the node is no longer there, it
// returns no error, and there is no process.
func (a placement) spawn(ctx context.Context, where string, s spawning) error {
	if where == a.node.Self().Name {
		return a.node.spawnHere(s, a.function, a.args)
	}
	_, err := a.node.ask(ctx, where, a.function, a.args, nil, s)
	if errors.Is(err, actor.NoConnection) || errors.Is(err, ErrNoFunction) {
		return nil
	}
	return err
}

// spawnHere is ask for this node itself.
func (n *Node) spawnHere(s spawning, function string, args any) error {
	code, ok := n.functions.find(function)
	if !ok {
		return ErrNoFunction
	}
	f, err := code(args)
	if err != nil {
		return err
	}
	told := make(chan struct{})
	defer close(told)
	pid := n.in.Spawn(actor.NewPID(n.Self(), s.from), func(p *actor.Process) error {
		<-told
		return f(p)
	}, s.link, s.ref.Number(), func() {})
	if !n.in.Tie(s.from, pid, s.link, s.ref) {
		n.sys.Exit(pid, actor.Kill)
		return actor.ErrExiting
	}
	s.born(pid)
	if _, there := n.sys.Info(pid); !there { // killed before it was tied: nobody was told
		n.in.Down(actor.Down{Ref: s.ref, PID: pid, Reason: actor.NoProc})
	}
	return nil
}

// offering returns the connected nodes that offer a function, and this one if it
// does.
func (n *Node) offering(function string) (names []string) {
	for _, node := range n.List() {
		if slices.Contains(n.Functions(node.Name), function) {
			names = append(names, node.Name)
		}
	}
	if _, ok := n.functions.find(function); ok {
		names = append(names, n.Self().Name)
	}
	return names
}
