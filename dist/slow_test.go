package dist_test

import (
	"errors"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// on starts a node on a host of a network.
func on(t *testing.T, network *disttest.Network, host string, change ...func(*dist.Config)) testNode {
	t.Helper()
	there := func(c *dist.Config) { c.Transport = network.Host(host) }
	return (*memory)(nil).start(t, host+"@"+host+":1", append(change, there)...)
}

// Four megabytes over 2 Mbit/s take time, and more than the queue has room for.
// Heartbeats come in time, others' messages pass, and a signal finds room.
func TestSlowLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, bandwidth = 4 << 20, 250_000
		network := disttest.New(1, disttest.Line{Bandwidth: bandwidth})
		impatient := func(c *dist.Config) { c.Heartbeat, c.HeartbeatTimeout = time.Second, 1500*time.Millisecond }
		ada, bob := on(t, network, "ada", impatient), on(t, network, "bob", impatient)
		defer ada.stop()
		defer bob.stop()
		ada.connect(t, bob)

		whole := make(chan time.Time, 1)
		large := bob.sys.Spawn(func(p *actor.Process) error {
			if got := next[[]byte](t, p); len(got) != size {
				t.Errorf("got %d bytes", len(got))
			}
			whole <- time.Now()
			return nil
		})
		small := bob.sys.Spawn(echo)
		ada.run(t, func(p *actor.Process) {
			start := time.Now()
			ada.sys.Spawn(func(p *actor.Process) error {
				return p.Send(large, make([]byte, size))
			})
			var end time.Time
			worst, trips := time.Duration(0), 0
			for ; end.IsZero(); trips++ {
				began := time.Now()
				if _, err := p.Call(t.Context(), small, trips); err != nil {
					t.Errorf("call %d: %v", trips, err)
					return
				}
				worst = max(worst, time.Since(began))
				select {
				case end = <-whole:
				default:
				}
			}
			if took := end.Sub(start); worst > took/10 || took < size/bandwidth*time.Second {
				t.Errorf("a call took %v, the large message %v", worst, took)
			}
			if s := ada.Stats()[0]; !s.Up || s.RoundTrip == 0 || s.RoundTrip > 1500*time.Millisecond {
				t.Errorf("the peer: %+v", s)
			}
		})
	})
}

// A peer that reads nothing: its queue keeps its bound, calls to another take as
// long as ever, and when the time to write is up it is lost.
func TestStalledPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const queue = 1 << 20
		network := disttest.New(1, disttest.Line{Delay: time.Millisecond, Jitter: 100 * time.Microsecond})
		bounded := func(c *dist.Config) { c.Queue, c.WriteTimeout = queue, 10*time.Second }
		ada, bob, cyd := on(t, network, "ada", bounded), on(t, network, "bob", bounded), on(t, network, "cyd", bounded)
		defer ada.stop()
		defer bob.stop()
		defer cyd.stop()
		ada.connect(t, bob)
		ada.connect(t, cyd)
		sink := bob.sys.Spawn(func(p *actor.Process) error {
			for {
				p.Receive()
			}
		})
		far := cyd.sys.Spawn(echo)
		of := func(s testNode) dist.PeerStats {
			for _, stats := range ada.Stats() {
				if stats.Node == s.Self() {
					return stats
				}
			}
			return dist.PeerStats{}
		}
		ada.run(t, func(p *actor.Process) {
			p99 := func() time.Duration {
				took := make([]time.Duration, 500)
				for i := range took {
					began := time.Now()
					if _, err := p.Call(t.Context(), far, i); err != nil {
						t.Error(err)
					}
					took[i] = time.Since(began)
				}
				slices.Sort(took)
				return took[len(took)*99/100]
			}
			before := p99()
			ada.Monitor(p.Self(), bob.Self().Name)
			stalled := time.Now()
			network.Cut("ada", "bob")
			var err error
			for err == nil {
				err = p.Send(sink, make([]byte, 10<<10))
				synctest.Wait() // until nothing more can be sent
			}
			if s := of(bob); !errors.Is(err, dist.ErrBusy) || s.Queued > queue || s.Queued < queue/2 || s.Refused == 0 {
				t.Errorf("its queue is full: %v, %+v", err, s)
			}
			if during := p99(); during > before*11/10 {
				t.Errorf("calls to another take %v, and took %v", during, before)
			}
			down := next[dist.NodeDown](t, p)
			if took := time.Since(stalled); !errors.Is(down.Reason, os.ErrDeadlineExceeded) || took > 11*time.Second {
				t.Errorf("lost after %v for %v", took, down.Reason)
			}
			if s := of(bob); s.Up || s.Queued != 0 || s.Connections != 1 {
				t.Errorf("it is lost: %+v", s)
			}
			if s := of(cyd); !s.Up {
				t.Errorf("and another is not: %+v", s)
			}
		})
		network.Heal()
	})
}
