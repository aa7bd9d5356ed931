package dist

import (
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
// Whoever has the cookie may spawn it with any arguments of that type.
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
	n.functions.mu.Lock()
	_, taken := n.functions.byName[name]
	if !taken {
		if n.functions.byName == nil {
			n.functions.byName = make(map[string]offer)
		}
		n.functions.byName[name] = made
	}
	n.functions.mu.Unlock()
	if taken {
		return fmt.Errorf("offer %q: there is one", name)
	}
	n.tellAll(func(c *conn) { c.tell(n.functions.names()) })
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

func (f *functions) names() wire.Functions {
	f.mu.Lock()
	defer f.mu.Unlock()
	return wire.Functions{Names: slices.Sorted(maps.Keys(f.byName))}
}

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
