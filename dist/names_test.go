package dist_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// cluster starts nodes that are all connected, each on a host of its own.
func cluster(t *testing.T, network *disttest.Network, hosts ...string) (nodes []testNode) {
	t.Helper()
	for _, host := range hosts {
		s := (*memory)(nil).start(t, "node@"+host+":1", func(c *dist.Config) {
			c.Transport = network.Host(host)
			c.Heartbeat, c.HeartbeatTimeout, c.Backoff = time.Second, time.Second, time.Second
		})
		t.Cleanup(s.stop)
		for _, other := range nodes {
			s.connect(t, other)
			other.connect(t, s)
		}
		nodes = append(nodes, s)
	}
	return nodes
}

// inCluster runs f with a cluster in virtual time.
func inCluster(t *testing.T, hosts []string, f func(t *testing.T, network *disttest.Network, nodes []testNode)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network := disttest.New(1, disttest.Line{Delay: 5 * time.Millisecond, Jitter: 5 * time.Millisecond})
		f(t, network, cluster(t, network, hosts...))
	})
}

// finds checks which process has a name, on every node; none if the PID is zero.
func finds(t *testing.T, nodes []testNode, name string, want actor.PID) {
	t.Helper()
	for _, s := range nodes {
		if got, ok := s.Global().Whereis(name); got != want || ok == want.IsZero() {
			t.Errorf("%v finds %v, %v, want %v", s.Self().Name, got, ok, want)
		}
	}
}

func register(t *testing.T, s testNode, name string, pid actor.PID) {
	t.Helper()
	if err := s.Global().Register(t.Context(), name, pid); err != nil {
		t.Fatal(err)
	}
}

// One of several processes that race for a name gets it, and the others learn
// which (S49); when a registration returns, every node finds it (S56).
func TestNameRace(t *testing.T) {
	for n := 2; n <= 5; n++ {
		t.Run(fmt.Sprint(n, " nodes"), func(t *testing.T) {
			inCluster(t, []string{"a", "b", "c", "d", "e"}[:n], func(t *testing.T, _ *disttest.Network, nodes []testNode) {
				var mu sync.Mutex
				var won []actor.PID
				var lost []error
				var all sync.WaitGroup
				for _, s := range nodes {
					all.Go(func() {
						pid := s.sys.Spawn(echo)
						err := s.Global().Register(t.Context(), "printer", pid)
						if err == nil {
							finds(t, nodes, "printer", pid)
						}
						mu.Lock()
						defer mu.Unlock()
						if err == nil {
							won = append(won, pid)
						} else {
							lost = append(lost, err)
						}
					})
				}
				all.Wait()
				if len(won) != 1 {
					t.Fatalf("%v won", won)
				}
				for _, err := range lost {
					if taken, ok := errors.AsType[*actor.NameError](err); !ok || taken.Holder != won[0] {
						t.Errorf("one lost: %v", err)
					}
				}
				finds(t, nodes, "printer", won[0])
			})
		})
	}
}

// A name goes with its process, and with its node (S50).
func TestNamesGo(t *testing.T) {
	inCluster(t, []string{"a", "b", "c"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		ada, bob := nodes[0], nodes[1]
		first, second := ada.sys.Spawn(echo), bob.sys.Spawn(echo)
		register(t, ada, "printer", first)
		if err := bob.Global().Unregister("printer"); !errors.As(err, new(*actor.NameError)) {
			t.Errorf("another node's: %v", err)
		}
		if got, err := bob.Global().RegisterOrGet(t.Context(), "printer", second); got != first || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
		ada.sys.Exit(first, actor.Kill)
		time.Sleep(time.Second)
		finds(t, nodes, "printer", actor.PID{})
		if err := ada.Global().Register(t.Context(), "printer", first); !errors.Is(err, actor.NoProc) {
			t.Errorf("one that is gone: %v", err)
		}

		if got, err := bob.Global().RegisterOrGet(t.Context(), "printer", second); got != second || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
		finds(t, nodes, "printer", second)
		bob.stop()
		time.Sleep(time.Second)
		finds(t, []testNode{ada, nodes[2]}, "printer", actor.PID{})
	})
}

// Unregistering frees a name everywhere.
func TestUnregister(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		register(t, nodes[0], "printer", nodes[0].sys.Spawn(echo))
		if err := nodes[0].Global().Unregister("printer"); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		finds(t, nodes, "printer", actor.PID{})
		if err := nodes[0].Global().Unregister("printer"); !errors.Is(err, actor.ErrNotRegistered) {
			t.Errorf("nobody's: %v", err)
		}
	})
}

// A process can wait for a name, as long as a context.
func TestWaitFor(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := nodes[1].Global().WaitFor(ctx, "printer"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("nobody's: %v", err)
		}
		pid := nodes[0].sys.Spawn(echo)
		time.AfterFunc(time.Minute, func() { nodes[0].Global().Register(context.Background(), "printer", pid) })
		if got, err := nodes[1].Global().WaitFor(t.Context(), "printer"); got != pid || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
		if got, err := nodes[1].Global().WaitFor(t.Context(), "printer"); got != pid || err != nil {
			t.Errorf("at once: got %v, %v", got, err)
		}
	})
}

// A silent node delays a registration as long as its context, after which nothing
// is left of it.
func TestSilentNode(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		network.Partition([]string{"a"}, []string{"b"})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		err := nodes[0].Global().Register(ctx, "printer", nodes[0].sys.Spawn(echo))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		network.Heal()
		time.Sleep(10 * time.Second)
		finds(t, nodes, "printer", actor.PID{})
	})
}

// A node that connects knows the peer's names when Connect returns, and before
// node-up is announced.
func TestJoinerKnowsNames(t *testing.T) {
	inCluster(t, []string{"a"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		ada := nodes[0]
		names := map[string]actor.PID{}
		for i := range 2000 { // too many for one frame
			name := fmt.Sprintf("printer number %d of the hall of printers", i)
			names[name] = ada.sys.Spawn(echo)
			register(t, ada, name, names[name])
		}
		bob := (*memory)(nil).start(t, "node@b:1", func(c *dist.Config) { c.Transport = network.Host("b") })
		defer bob.stop()
		atUp := make(chan bool, 1)
		watcher := bob.sys.Spawn(func(p *actor.Process) error {
			p.Receive()
			_, ok := bob.Global().Whereis("printer number 1999 of the hall of printers")
			atUp <- ok
			return nil
		})
		bob.Monitor(watcher, "")
		bob.connect(t, ada)
		for name, pid := range names {
			finds(t, []testNode{bob}, name, pid)
		}
		if !<-atUp {
			t.Error("node-up came before the names")
		}
	})
}

// Parts of a cluster that both gave a name away agree as they meet, and the loser
// is told, once (S51).
func TestNamesHeal(t *testing.T) {
	inCluster(t, []string{"a", "b", "c", "d", "e"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		network.Partition([]string{"a", "b"}, []string{"c", "d", "e"})
		time.Sleep(10 * time.Second)
		minor, major := actortest.NewProbe(t, nodes[0].sys), actortest.NewProbe(t, nodes[2].sys)
		register(t, nodes[0], "printer", minor.PID())
		register(t, nodes[2], "printer", major.PID())
		finds(t, nodes[:2], "printer", minor.PID())
		finds(t, nodes[2:], "printer", major.PID())

		network.Heal()
		if got := actortest.Expect[dist.NameConflict](minor); got != (dist.NameConflict{Name: "printer", Winner: major.PID()}) {
			t.Errorf("the loser got %v", got)
		}
		time.Sleep(10 * time.Second)
		finds(t, nodes, "printer", major.PID()) // the larger view
		minor.ExpectNothing()
		major.ExpectNothing()
	})
}

// The zombie: both register while parted, they meet, and the winner unregisters
// while the loser's snapshot is under way. A process that was told that it lost
// is not found by the name anywhere afterwards (S56).
func TestZombieName(t *testing.T) {
	for moment := range 40 { // from before they meet to long after
		inCluster(t, []string{"a", "b", "c"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
			network.Partition([]string{"a"}, []string{"b", "c"})
			time.Sleep(10 * time.Second)
			loser, winner := actortest.NewProbe(t, nodes[0].sys), nodes[1].sys.Spawn(echo)
			register(t, nodes[0], "printer", loser.PID())
			register(t, nodes[1], "printer", winner)
			up := actortest.NewProbe(t, nodes[1].sys)
			nodes[1].Monitor(up.PID(), nodes[0].Self().Name)
			network.Heal()
			if moment > 0 {
				actortest.Expect[dist.NodeUp](up)
				time.Sleep(time.Duration(moment-1) * time.Millisecond)
			}
			if err := nodes[1].Global().Unregister("printer"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(30 * time.Second)
			held, _ := nodes[0].Global().Whereis("printer")
			finds(t, nodes, "printer", held)
			if held.IsZero() { // it lost to one that has let go since
				actortest.Expect[dist.NameConflict](loser)
			} else if held != loser.PID() || moment > 20 { // otherwise it never met the winner
				t.Errorf("%d: %v has it", moment, held)
			}
			loser.ExpectNothing()
		})
	}
}

// A node that leaves gives no names, and says so.
func TestRegisterLeaving(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		ada := nodes[0]
		named := ada.sys.Spawn(echo)
		register(t, ada, "before", named)
		if err := ada.Leave(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, pid := range []actor.PID{named, ada.sys.Spawn(echo)} {
			if err := ada.Global().Register(t.Context(), "after", pid); !errors.Is(err, dist.ErrLeaving) {
				t.Errorf("got %v", err)
			}
		}
		finds(t, nodes, "after", actor.PID{})
	})
}

// A name costs no goroutine: waiting services have none either.
func TestNamesAreCheap(t *testing.T) {
	inCluster(t, []string{"a"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		const many = 1000
		synctest.Wait()
		before := runtime.NumGoroutine()
		for i := range many {
			register(t, nodes[0], fmt.Sprint("name ", i), nodes[0].sys.SpawnHandler(mute{}))
		}
		synctest.Wait()
		if grown := runtime.NumGoroutine() - before; grown > many/10 {
			t.Errorf("%d names took %d goroutines", many, grown)
		}
	})
}

// mute takes messages, and does nothing.
type mute struct{}

func (mute) Handle(*actor.Process, any) error { return nil }
