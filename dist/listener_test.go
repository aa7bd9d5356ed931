package dist_test

import (
	"errors"
	"log/slog"
	"net"
	"testing"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// anywhere returns a listener on a free port, and the name of a node that uses it.
func anywhere(t testing.TB, who string) (name string, l net.Listener) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return who + "@" + l.Addr().String(), l
}

// overTCP starts a node on a free port. It stops with the test.
func overTCP(t testing.TB, who string) testNode {
	t.Helper()
	name, l := anywhere(t, who)
	n := (*memory)(nil).start(t, name, func(c *dist.Config) { c.Transport, c.Listener = nil, l })
	t.Cleanup(n.stop)
	return n
}

// A node accepts connections from the listener that it is given, and closes it when it
// leaves.
func TestListener(t *testing.T) {
	name, l := anywhere(t, "ada")
	ada := (*memory)(nil).start(t, name, func(c *dist.Config) { c.Transport, c.Listener = nil, l })
	defer ada.stop()
	bob := overTCP(t, "bob")
	bob.connect(t, ada)
	if v, err := bob.sys.Call(t.Context(), ada.sys.Spawn(echo), 1); v != 1 || err != nil {
		t.Errorf("call: %v, %v", v, err)
	}
	if err := ada.Leave(t.Context()); err != nil {
		t.Error(err)
	}
	closed(t, l)
}

// A node that can't start closes the listener that it was given.
func TestListenerOfNoNode(t *testing.T) {
	good, attached := dist.Config{Cookies: cookie(t, secret), Logger: slog.New(slog.DiscardHandler)}, overTCP(t, "cyd")
	for why, c := range map[string]struct {
		name   string
		sys    *actor.System
		change func(*dist.Config)
	}{
		"no cookie":                {change: func(c *dist.Config) { c.Cookies = nil }},
		"a place to listen at too": {change: func(c *dist.Config) { c.Listen = "127.0.0.1:0" }},
		"no name for a node":       {name: "ada"},
		"it is a node already":     {sys: attached.sys},
	} {
		name, l := anywhere(t, "ada")
		if c.name != "" {
			name = c.name
		}
		if c.sys == nil {
			c.sys = actor.NewSystem(actor.Config{Node: name})
			defer c.sys.Stop(t.Context())
		}
		config := good
		config.Listener = l
		if c.change != nil {
			c.change(&config)
		}
		if n, err := dist.Start(t.Context(), c.sys, config); err == nil {
			t.Errorf("%s: it starts", why)
			n.Leave(t.Context())
		}
		closed(t, l)
	}
}

// closed checks that a listener is closed.
func closed(t *testing.T, l net.Listener) {
	t.Helper()
	if c, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the listener gives %v, %v; want it closed", c, err)
		l.Close()
	}
}
