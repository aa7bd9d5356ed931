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

// functions are the functions that a node offers to others.
type functions struct {
	mu     sync.Mutex // guards the fields below
	byName map[string]offer
}

// An offer makes a process's code from its arguments, if their type fits.
type offer func(args any) (actor.Func, error)

// Offer lets other nodes spawn f on this node, under this name. Its arguments must be
// of a type that travels: a plain one, or a registered one (see [Register]). Any node
// with the cookie may spawn it with any arguments of that type. The names of all
// functions of a node may take at most 64 KiB.
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

// tellAll calls tell with each connection that is up.
func (n *Node) tellAll(tell func(*conn)) {
	n.mu.Lock()
	conns := n.conns()
	n.mu.Unlock()
	for _, c := range conns {
		tell(c)
	}
}

// add offers one more function. All names must fit in one frame, as peers are always
// told all of them.
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

// tell tells a peer of all functions. It holds the lock, so that the peer's last news
// is the current state.
func (f *functions) tell(c *conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c.tell(wire.Functions{Names: f.names()})
}

// names returns the names of the functions. The caller holds f.mu.
func (f *functions) names() []string { return slices.Sorted(maps.Keys(f.byName)) }

func (f *functions) find(name string) (offer, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o, ok := f.byName[name]
	return o, ok
}

// Functions returns the names of the functions that a connected node offers.
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
	c.node.changed() // wakes those that wait for a function
}
