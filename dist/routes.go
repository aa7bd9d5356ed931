package dist

import (
	"iter"
	"maps"
	"sync/atomic"
)

// routes are the connections that carry signals, by node name. Every send looks one
// up, and they rarely change, so a change makes a new map. Changes are made under
// Node.mu.
type routes struct {
	now atomic.Pointer[map[string]*conn]
}

func (r *routes) all() map[string]*conn {
	if m := r.now.Load(); m != nil {
		return *m
	}
	return nil
}

func (r *routes) find(name string) (*conn, bool) {
	c, ok := r.all()[name]
	return c, ok
}

func (r *routes) conns() iter.Seq[*conn] { return maps.Values(r.all()) }

func (r *routes) add(name string, c *conn) {
	next := map[string]*conn{name: c}
	for other, c := range r.all() {
		if other != name {
			next[other] = c
		}
	}
	r.now.Store(&next)
}

// remove removes a connection, unless another has taken its place.
func (r *routes) remove(name string, c *conn) (was bool) {
	if r.all()[name] != c {
		return false
	}
	next := maps.Clone(r.all())
	delete(next, name)
	r.now.Store(&next)
	return true
}
