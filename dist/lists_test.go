package dist

import (
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// said takes the frames for the peer off the outbox of a connection without a
// writer.
func said(t *testing.T, c *conn) (frames []wire.Frame) {
	t.Helper()
	if n := len(c.out.lanes); n > 0 {
		t.Errorf("%d messages go in fragments", n)
	}
	for _, buf := range c.out.ready.bufs {
		for b := *buf; ; {
			f, rest, ok, err := wire.Split(b, wire.MaxFrame)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			frames, b = append(frames, f), rest
		}
	}
	return frames
}

// longName returns a name of the greatest length.
func longName(i int) string { return fmt.Sprintf("%0200d@%048d:1", i, i)[:250] }

// A node of a thousand peers introduces all of them, in whole frames.
func TestIntroduceMany(t *testing.T) {
	c := hostile(t)
	const count = 1000
	for i := range count {
		name := longName(i)
		c.node.routes.add(name, &conn{peer: wire.Identity{Node: actor.Node{Name: name, Incarnation: 1}}})
	}
	c.introduce()
	names := make(map[string]bool)
	for _, f := range said(t, c) {
		if m, err := wire.Decode(f); err != nil {
			t.Fatal(err)
		} else if m, ok := m.(wire.Peers); ok {
			for _, name := range m.Names {
				names[name] = true
			}
		}
	}
	for peer := range c.node.routes.conns() {
		c.node.routes.remove(peer.peer.Node.Name, peer)
	}
	if len(names) != count {
		t.Errorf("%d nodes are introduced, want %d", len(names), count)
	}
}

// Functions whose names are too long to be listed in one frame are refused to the
// process that offers them.
func TestOfferTooMany(t *testing.T) {
	c := hostile(t)
	var err error
	n := 0
	for ; err == nil && n < 1000; n++ {
		err = Offer(c.node, longName(n), func(*actor.Process, string) error { return nil })
	}
	if err == nil || n < 200 {
		t.Errorf("refused number %d: %v", n, err)
	}
	c.node.functions.tell(c)
	said(t, c)
}
