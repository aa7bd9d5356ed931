package dist_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/discover"
	"github.com/mesh-actors/mesh/dist/disttest"
)

// zone is DNS of a test, with one name, that may fail.
type zone struct {
	mu        sync.Mutex // guards what follows
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

// DIST-14: nodes find each other by one name, as it changes; what it says of
// oneself, and of nobody, does no harm; a failure is said once.
func TestDiscoverDNS(t *testing.T) {
	inTown(t, nil, func(t *testing.T, network *disttest.Network, _ []site) {
		z := &zone{}
		var log bytes.Buffer
		start := func(host string) site {
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
		expect := func(s site, peers int) {
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
