package room_test

import (
	"net"
	"sync"
	"testing"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// counted takes all messages, and counts them off.
type counted struct{ left *sync.WaitGroup }

func (c counted) Handle(*actor.Process, any) error {
	c.left.Done()
	return nil
}

// A broadcast to a thousand members on this node, and to a thousand across a
// link; each until all have it.
func BenchmarkBroadcast(b *testing.B) {
	const members = 1000
	ada, bob := overTCP(b, "ada"), overTCP(b, "bob")
	connect(b, ada, bob)
	connect(b, bob, ada)
	for _, c := range []struct {
		name string
		at   testNode
	}{{"here", ada}, {"there", bob}} {
		b.Run(c.name, func(b *testing.B) {
			var left sync.WaitGroup
			var pids []actor.PID
			for range members {
				pids = append(pids, c.at.sys.SpawnHandler(counted{&left}))
				c.at.join(b, c.name, pids[len(pids)-1])
			}
			for n := 0; n < members; { // until ada has heard of them
				n = len(ada.members(c.name))
			}
			b.ReportAllocs()
			for b.Loop() {
				left.Add(members)
				if err := ada.Rooms().Broadcast(ada.sys, c.name, 1); err != nil {
					b.Fatal(err)
				}
				left.Wait()
			}
			for _, pid := range pids {
				c.at.Rooms().Leave(c.name, pid)
			}
		})
	}
}

// overTCP starts a node on a free port.
func overTCP(b *testing.B, who string) testNode {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	return start(b, who+"@"+l.Addr().String(), func(c *dist.Config) { c.Listener = l })
}
