package dist_test

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
)

// counted is a network that counts dials.
type counted struct {
	*memory
	dials *atomic.Int64
}

func (c counted) Dial(ctx context.Context, to string) (net.Conn, error) {
	c.dials.Add(1)
	return c.memory.Dial(ctx, to)
}

// Two nodes that always part as soon as they have met, here because one is in
// more rooms than the other accepts, retry less and less often. Two that get on
// meet again without such pauses, however often they were cut.
func TestNoStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		var dials atomic.Int64
		network := func(c *dist.Config) { c.Transport = counted{m, &dials} }
		ada, bob := m.start(t, "ada@a:1", network), m.start(t, "bob@b:1", network, func(c *dist.Config) {
			c.Rooms, c.Peers = 100, []string{"ada@a:1"}
		})
		defer ada.stop()
		defer bob.stop()
		many := ada.sys.Spawn(echo)
		room := strings.Repeat("r", 200)
		ada.Rooms().Join(room, many)
		time.Sleep(time.Minute)
		if n := dials.Load(); n > 60 {
			t.Errorf("they dialled %d times in a minute", n)
		}

		ada.Rooms().Leave(room, many)
		time.Sleep(time.Hour)
		for range 10 {
			m.cut()
			time.Sleep(time.Second)
			if len(ada.List()) == 0 {
				t.Error("after an hour they were together, a second apart is too long")
			}
			time.Sleep(time.Minute)
		}
	})
}
