package dist

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// functions are what a node spawns for others.
type functions struct {
	mu     sync.Mutex // guards what follows
	byName map[string]offer
}

// An offer makes the code of a process of its arguments, if they are of its type.
type offer func(args any) (actor.Func, error)

// Offer has a node spawn f for other nodes, under this name. Its arguments are of
// a type that travels: a plain one, or one that is registered (see [Register]).
// Whoever has the cookie may spawn it with any arguments of that type. The names of
// all functions of a node have 64 KiB at most.
func Offer[A any](n *Node, name string, f func(p *actor.Process, args A) error) error {
	if name == "" || len(name) > maxFunctionName {
		return fmt.Errorf("offer %q: a name has 1 to %d bytes", name, maxFunctionName)
	}
	made := func(args any) (actor.Func, error) {
		a, ok := args.(A)
		if !ok {
			return nil, fmt.Errorf("%q takes %T, not %T", name, a, args)
		}
		return func(p *actor.Process) error { return f(p, a) }, nil
	}
	if err := n.functions.add(name, made); err != nil {
		return fmt.Errorf("offer %q: %w", name, err)
	}
	n.tellAll(n.functions.tell)
	n.changed()
	return nil
}

const maxFunctionName = 255

// Register lets values of T travel between this node and others; see
// [wire.Register]. Peers are told.
func Register[T any](n *Node, name string) error {
	if err := wire.Register[T](n.config.Types, name); err != nil {
		return err
	}
	n.tellAll((*conn).tellTypes)
	return nil
}

// tellAll tells each peer something.
func (n *Node) tellAll(tell func(*conn)) {
	n.mu.Lock()
	conns := n.conns()
	n.mu.Unlock()
	for _, c := range conns {
		tell(c)
	}
}

// add offers one more. All their names go in one frame, for peers are told of all of
// them each time.
func (f *functions) add(name string, o offer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	names := append(f.names(), name)
	switch {
	case f.byName[name] != nil:
		return errors.New("there is one")
	case wire.Fit(names) < len(names):
		return errors.New("there are too many: their names are longer than 64 KiB")
	case f.byName == nil:
		f.byName = make(map[string]offer)
	}
	f.byName[name] = o
	return nil
}

// tell tells a peer of all functions. It is told under the lock, so that the last it
// hears is how things are.
func (f *functions) tell(c *conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c.tell(wire.Functions{Names: f.names()})
}

// names are those of the functions. f.mu is held.
func (f *functions) names() []string { return slices.Sorted(maps.Keys(f.byName)) }

func (f *functions) find(name string) (offer, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o, ok := f.byName[name]
	return o, ok
}

// Functions are what a connected node spawns for others.
func (n *Node) Functions(name string) []string {
	c, err := n.routeByName(name)
	if err != nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.offered)
}

func (c *conn) setOffered(names []string) {
	c.mu.Lock()
	c.offered = names
	c.mu.Unlock()
	c.node.changed() // for those who wait for a function
}
