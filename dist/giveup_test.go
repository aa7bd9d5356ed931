package dist_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/discover"
	"github.com/mesh-actors/mesh/dist/disttest"
)

// A lost node is dialled for three days by a node that only heard of it, and without
// end by one that is configured or was told to connect to it, or that discovers it. The
// cluster is whole again as soon as any node meets the lost one.
func TestGivenUp(t *testing.T) {
	const carl = "carl@carl:1"
	found := &zone{}
	found.set("carl")
	for _, c := range []struct {
		about   string
		config  func(*dist.Config)
		connect bool
		givesUp bool
	}{
		{"heard of", nil, false, true},
		{"told to connect", nil, true, false},
		{"in the list", func(c *dist.Config) { c.Peers = append(c.Peers, carl) }, false, false},
		{"found", func(c *dist.Config) { c.Discovery = discover.DNS{Address: "mesh.test:1", Resolver: found} }, false, false},
	} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network := disttest.New(1, disttest.Line{})
				counts := &dials{Transport: network.Host("ada"), to: "carl:1"}
				bob := []string{"bob@bob:1"}
				t.Cleanup(on(t, network, "bob").stop)
				lost := on(t, network, "carl", func(c *dist.Config) { c.Peers = bob })
				t.Cleanup(lost.stop)
				ada := (*memory)(nil).start(t, "ada@ada:1", func(config *dist.Config) {
					config.Transport, config.Peers = counts, slices.Clone(bob)
					if c.config != nil {
						c.config(config)
					}
				})
				t.Cleanup(ada.stop)
				time.Sleep(time.Minute)
				if n := len(ada.List()); n != 2 {
					t.Fatalf("connected to %d nodes, want 2", n)
				}
				if c.connect {
					ada.connect(t, lost)
				}
				network.Partition([]string{"ada", "bob"}, []string{"carl"})
				inAnHour := func() int64 {
					before := counts.n.Load()
					time.Sleep(time.Hour)
					return counts.n.Load() - before
				}
				time.Sleep(70 * time.Hour)
				if inAnHour() == 0 {
					t.Error("it is not dialled on the third day")
				}
				time.Sleep(2 * time.Hour)
				if n := inAnHour(); (n == 0) != c.givesUp {
					t.Errorf("it is dialled %d times in an hour after that", n)
				}
				network.Heal()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				for ctx.Err() == nil && len(ada.List()) != 2 {
					time.Sleep(time.Second)
				}
				if n := len(ada.List()); n != 2 {
					t.Errorf("healed, it is connected to %d nodes, want 2", n)
				}
			})
		})
	}
}
