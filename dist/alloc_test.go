//go:build !race

package dist

import (
	"testing"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Sending to another node takes nothing from the heap on the way to the
// connection, up to 64 KiB. (The race detector makes pools forget.)
func TestSendDoesNotAllocate(t *testing.T) {
	peer := wire.Identity{Node: actor.Node{Name: "bob@b:1", Incarnation: 1}, Limits: wire.Limits{Message: 1 << 20}}
	c := &conn{peer: peer, table: wire.NewTable(new(wire.Types)), out: newOutbox(4<<20, 0, window)}
	var n Node
	n.routes.add(peer.Node.Name, c)
	to := actor.Address{PID: actor.NewPID(peer.Node, 7)}
	var batch []*[]byte
	for name, msg := range map[string]any{"bytes": make([]byte, 64), "64 KiB": make([]byte, 64<<10), "text": "hello", "nothing": nil} {
		allocs := testing.AllocsPerRun(100, func() {
			for range 10 {
				found, err := n.routeByName("bob@b:1")
				if err == nil {
					err = found.send(actor.Author{}, to, msg)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			for more := true; more; more = c.out.wrote() {
				batch, _ = c.out.take(batch[:0])
				for _, buf := range batch {
					recycle(buf)
				}
			}
		})
		if allocs != 0 {
			t.Errorf("%s: ten messages take %v allocations", name, allocs)
		}
	}
}
