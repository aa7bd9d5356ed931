package supervisor

import (
	"context"
	"hash/fnv"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Remote says that a child runs on another node.
//
// The child is linked to its supervisor across the network, so that it does not
// outlive the connection: when the nodes lose each other, the child exits there,
// and is given up here, with [actor.NoConnection]. (A function that traps exits
// receives an [actor.Exit] from its parent, and must then exit.) But each side
// finds out by itself: until both have, there may be two instances of a child
// under Elsewhere. If that does harm, have the child register a global name.
type Remote struct {
	// Cluster reaches the other nodes: this system's *dist.Node.
	Cluster Cluster
	// Node is where the child belongs: name@host:port. Under Elsewhere it may be
	// empty, if any node will do.
	Node string
	// Function names a function that the node offers, and Args are its arguments.
	Function string
	Args     any
	// Loss says what to do when the node is lost.
	Loss Loss
}

// A Cluster starts processes on other nodes.
type Cluster interface {
	// SpawnFor makes a node run a function that it offers, in a process that p links
	// to and monitors before it runs. p calls SpawnFor, which does not wait.
	//
	// choose picks the node from the names of the nodes that offer the function,
	// which may include this one. If it returns no name, it is called again when
	// that may have changed; an error from it ends the attempt. If the node is lost
	// before it has answered, choose is also called again.
	//
	// told is called once, and must not wait either: with the process, before any
	// signal from it can reach p; or with the reason why there is none, such as that
	// ctx ended.
	SpawnFor(ctx context.Context, p *actor.Process, function string, args any,
		choose func(offering []string) (node string, err error),
		told func(pid actor.PID, err error))
}

// A Loss says what becomes of a child whose node is lost. That is an exit like
// any other: it counts as one, and the strategy says which siblings share it.
// Only the place of the restart differs. Waiting for a node costs nothing: the
// child is Starting for as long as it takes.
type Loss uint8

const (
	// Wait starts the child on its node, once the node is there and offers the
	// function.
	Wait Loss = iota
	// Elsewhere starts the child on its node if that is there now, otherwise on
	// another node that offers the function, and on this node if no other does. It
	// stays there until it ends. Children that start at the same time are spread.
	Elsewhere
	// Escalate stops the supervisor, with a [LostError].
	Escalate
)

// choose returns the node that the child with this id is to run on, out of those
// that offer its function; empty if there is none yet. self is this node.
func (r *Remote) choose(id, self string, offering []string) (node string, err error) {
	switch {
	case r.Node != "" && slices.Contains(offering, r.Node):
		return r.Node, nil
	case r.Loss == Wait || r.Loss == Elsewhere && len(offering) == 0:
		return "", nil
	case r.Loss == Escalate:
		return "", actor.NoConnection
	}
	others := slices.DeleteFunc(slices.Clone(offering), func(name string) bool { return name == self })
	if len(others) == 0 {
		return self, nil
	}
	slices.Sort(others)
	h := fnv.New32a()
	h.Write([]byte(id))
	return others[h.Sum32()%uint32(len(others))], nil
}

// placed is the message that reports how a start on another node ended.
type placed struct {
	child *child
	pid   actor.PID
	err   error
}

// place starts a child on another node. The tree hears of it later, as with a
// local start; meanwhile it may be cancelled.
func (s *process) place(p *actor.Process, c *child) {
	ctx, cancel := context.WithCancel(p.Context())
	s.places[c] = cancel
	sys, self, r := p.System(), p.Self(), c.Remote
	log, said := p.Log(), false
	choose := func(offering []string) (string, error) {
		node, err := r.choose(c.ID, sys.Node().Name, offering)
		if waits := node == "" && err == nil; waits && !said { // for ever, if a name is mistyped
			said = true
			log.Info("child waits for a node that offers its function", "child", c.ID, "node", r.Node, "function", r.Function)
		}
		return node, err
	}
	r.Cluster.SpawnFor(ctx, p, r.Function, r.Args, choose, func(pid actor.PID, err error) {
		sys.Send(self, placed{c, pid, err})
	})
}

// callOff cancels a start on another node, if there is one. The tree is told.
func (s *process) callOff(c *child) (done bool) {
	cancel := s.places[c]
	if cancel != nil {
		cancel()
	}
	return cancel != nil
}
