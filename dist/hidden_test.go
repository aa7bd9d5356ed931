package dist_test

import (
	"maps"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A hidden node sees the nodes it connects to, and is seen by no other: it is in
// no list, no monitor of all nodes reports it, and no node hears of it from
// others. Even if silent, it delays no registration.
func TestHidden(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		ada, bob := nodes[0], nodes[1]
		told := make(chan any, 1)
		ada.Monitor(ada.sys.Spawn(func(p *actor.Process) error { told <- p.Receive(); return nil }), "")
		eve := (*memory)(nil).start(t, "node@e:1", func(c *dist.Config) {
			c.Transport, c.Hidden = network.Host("e"), true
		})
		defer eve.stop()
		eve.connect(t, ada)
		time.Sleep(time.Second)
		if got := names(eve); len(got) != 1 || got[0] != ada.Self().Name {
			t.Errorf("it is connected to %v", got)
		}
		for _, s := range nodes {
			if got := names(s); len(got) != 1 {
				t.Errorf("%v is connected to %v", s.Self().Name, got)
			}
		}
		eve.run(t, func(p *actor.Process) { // it may call and send, like any node
			if got, err := p.Call(t.Context(), ada.sys.Spawn(echo), 1); got != 1 || err != nil {
				t.Errorf("a call: %v, %v", got, err)
			}
		})

		network.Partition([]string{"e"}, []string{"a", "b"})
		began := time.Now()
		register(t, ada, "printer", ada.sys.Spawn(echo))
		if took := time.Since(began); took > 100*time.Millisecond { // virtual
			t.Errorf("a registration took %v", took)
		}
		finds(t, []testNode{ada, bob}, "printer", ada.whereis(t, "printer"))
		finds(t, []testNode{eve}, "printer", actor.PID{})
		if got := maps.Collect(bob.Global().Names()); !maps.Equal(got, map[string]actor.PID{"printer": ada.whereis(t, "printer")}) {
			t.Errorf("all names: %v", got)
		}
		network.Heal()
		select {
		case got := <-told:
			t.Errorf("ada was told %v", got)
		default:
		}
	})
}

// A hidden node that has gone is not remembered, however many came and went.
func TestHiddenIsForgotten(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		ada := nodes[0]
		for range 3 {
			eve := (*memory)(nil).start(t, "node@e:1", func(c *dist.Config) {
				c.Transport, c.Hidden = network.Host("e"), true
			})
			eve.connect(t, ada)
			time.Sleep(time.Second) // virtual
			if got := ada.Stats(); len(got) != 2 || !got[1].Hidden {
				t.Errorf("while eve is there: %+v", got)
			}
			eve.stop()
			time.Sleep(time.Second)
			if got := ada.Stats(); len(got) != 1 || got[0].Hidden {
				t.Errorf("when eve has left: %+v", got)
			}
		}
	})
}

func (s testNode) whereis(t *testing.T, name string) actor.PID {
	t.Helper()
	pid, ok := s.Global().Whereis(name)
	if !ok {
		t.Errorf("nobody is %q", name)
	}
	return pid
}
