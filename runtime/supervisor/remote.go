package supervisor

import (
	"context"
	"hash/fnv"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Remote says that a child runs on another node.
//
// It is linked to its supervisor across the wire, so that it does not outlive the
// sight of it: when the nodes lose each other, the child exits there as it is
// given up here, for [actor.NoConnection]. (A function that traps exits gets that
// as an [actor.Exit] from its parent, and has to leave.) Each side finds out by
// itself, though: until both have, under Elsewhere, there may be two of it. Where
// that does harm, have it register a global name.
type Remote struct {
	// Cluster is the way there: this system's *dist.Node.
	Cluster Cluster
	// Node is where the child belongs: name@host:port. It may be empty under
	// Elsewhere, if any will do.
	Node string
	// Function names a function that the node offers, and Args are its arguments.
	Function string
	Args     any
	// Loss is what to do without the node.
	Loss Loss
}

// A Cluster starts processes on other nodes.
type Cluster interface {
	// SpawnFor has a node run a function that it offers, in a process that p is linked
	// to and monitors from before it runs. p calls it, and it does not wait.
	//
	// Where is for choose to say, which is given the names of the nodes that offer the
	// function, this one perhaps among them. While it gives none it is asked again
	// when that may have changed; its error ends the attempt. If the node is lost
	// before it has answered, choose is asked again as well.
	//
	// told is called once, and does not wait either: with the process, before anything
	// that comes of it can reach p; or with why there is none, such as that ctx ended.
	SpawnFor(ctx context.Context, p *actor.Process, function string, args any,
		choose func(offering []string) (node string, err error),
		told func(pid actor.PID, err error))
}

// A Loss says what becomes of a child whose node is lost. That is an exit like
// others: it counts as one, and the strategy says who shares it. What differs is
// where the child is started again. Waiting for a node counts as nothing: the
// child is Starting for as long as it takes.
type Loss uint8

const (
	// Wait starts the child on its node, when that is there and offers the function.
	Wait Loss = iota
	// Elsewhere starts it on its node if that is there now, else on another that
	// offers the function, and on this one if no other does. It stays there until it
	// ends. Children that start at the same time are spread.
	Elsewhere
	// Escalate stops the supervisor, because of a [LostError].
	Escalate
)

// choose says where the child with this id is to run, of the nodes that offer its
// function; on none yet if empty. self is this one.
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

// placed is the message of how a start elsewhere ended.
type placed struct {
	child *child
	pid   actor.PID
	err   error
}

// place has a child started elsewhere. The tree hears of it later, as of a start
// here; meanwhile it may be called off.
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

// callOff ends a start elsewhere, if there is one. The tree hears of that.
func (s *process) callOff(c *child) (done bool) {
	cancel := s.places[c]
	if cancel != nil {
		cancel()
	}
	return cancel != nil
}
