package dist_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/discover"
	"github.com/mesh-actors/mesh/dist/disttest"
)

// zone is a test's DNS, with one name, that may fail.
type zone struct {
	mu        sync.Mutex // guards the fields below
	addresses []string
	asked     int
}

func (z *zone) set(addresses ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.addresses = addresses
}

func (z *zone) LookupHost(context.Context, string) ([]string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.asked++
	if z.addresses == nil {
		return nil, errors.New("no such host")
	}
	return z.addresses, nil
}

// dials counts how often a host is dialled.
type dials struct {
	dist.Transport
	to string
	n  atomic.Int64
}

func (d *dials) Dial(ctx context.Context, to string) (net.Conn, error) {
	if to == d.to {
		d.n.Add(1)
	}
	return d.Transport.Dial(ctx, to)
}

// A lost node is dialled as long as it is found, which is logged once. A node
// that is not found any more is let go; one that is wanted for another reason is
// not.
func TestLetGo(t *testing.T) {
	inCluster(t, nil, func(t *testing.T, network *disttest.Network, _ []testNode) {
		z := &zone{}
		z.set("a", "b", "c")
		var log bytes.Buffer
		toB, toC := &dials{Transport: network.Host("a"), to: "b:1"}, &dials{to: "c:1"}
		toC.Transport = toB
		a := (*memory)(nil).start(t, "node@a:1", func(c *dist.Config) {
			c.Transport, c.Backoff, c.Heartbeat, c.HeartbeatTimeout = toC, time.Second, time.Second, time.Second
			c.Discovery = discover.DNS{Address: "mesh.test:1", Resolver: z}
			c.Peers = []string{"c@c:1"}
			c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		})
		t.Cleanup(a.stop)
		t.Cleanup(on(t, network, "b").stop)
		t.Cleanup(on(t, network, "c").stop)
		time.Sleep(time.Minute)
		if n := len(a.List()); n != 2 {
			t.Fatalf("connected to %d nodes, want 2", n)
		}
		network.Partition([]string{"a"}, []string{"b", "c"})
		z.set("a", "b")
		more := func() (b, c int64) {
			time.Sleep(time.Minute) // for dials under way
			b, c = toB.n.Load(), toC.n.Load()
			time.Sleep(time.Hour)
			return toB.n.Load() - b, toC.n.Load() - c
		}
		if b, c := more(); b == 0 || c == 0 {
			t.Errorf("dialled %d and %d times, want both", b, c)
		}
		z.set("a")
		if b, c := more(); b != 0 || c == 0 {
			t.Errorf("dialled %d and %d times, want the second alone", b, c)
		}
		network.Heal()
		time.Sleep(time.Minute)
		z.set("a", "b")
		time.Sleep(time.Minute)
		if n := len(a.List()); n != 2 {
			t.Errorf("connected to %d nodes, want 2", n)
		}
		a.stop()
		if n := strings.Count(log.String(), "tried again"); n > 4 { // there are two reasons for not reaching it
			t.Errorf("said %d times:\n%s", n, log.String())
		}
	})
}

// DIST-14: nodes find each other by one name, as it changes; entries for the node
// itself, and for no node, do no harm; a failure is logged once.
func TestDiscoverDNS(t *testing.T) {
	inCluster(t, nil, func(t *testing.T, network *disttest.Network, _ []testNode) {
		z := &zone{}
		var log bytes.Buffer
		start := func(host string) testNode {
			s := (*memory)(nil).start(t, "node@"+host+":1", func(c *dist.Config) {
				c.Transport = network.Host(host)
				c.Heartbeat, c.HeartbeatTimeout, c.Backoff = time.Second, time.Second, time.Second
				c.Discovery = discover.DNS{Address: "mesh.test:1", Resolver: z}
				if host == "a" {
					c.Logger = slog.New(slog.NewTextHandler(&log, nil))
				}
			})
			t.Cleanup(s.stop)
			return s
		}
		expect := func(s testNode, peers int) {
			t.Helper()
			if got := s.List(); len(got) != peers {
				t.Errorf("%s is connected to %v, want %d", s.Self().Name, got, peers)
			}
		}
		a, b := start("a"), start("b")
		time.Sleep(10 * time.Minute)
		z.set("a", "b", "nobody")
		time.Sleep(time.Minute)
		expect(a, 1)
		expect(b, 1)
		c := start("c") // is found by nobody, but finds them
		time.Sleep(time.Minute)
		expect(a, 2)
		expect(c, 2)
		network.Partition([]string{"a"}, []string{"b", "c"})
		time.Sleep(10 * time.Minute)
		expect(a, 0)
		network.Heal()
		time.Sleep(time.Minute)
		expect(a, 2)
		z.mu.Lock()
		asked := z.asked
		z.mu.Unlock()
		if asked < 60 || asked > 300 {
			t.Errorf("asked %d times", asked)
		}
		a.stop()
		if n := strings.Count(log.String(), "discovery"); n != 2 {
			t.Errorf("said %d times:\n%s", n, log.String())
		}
	})
}
