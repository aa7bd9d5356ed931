package dist_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Counts of a peer go on when it comes back, and momentary values do not outlive
// the connection.
func TestCountsSurvive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := pair(t, m)
		defer ada.stop()
		defer bob.stop()
		sink := bob.sys.Spawn(func(p *actor.Process) error {
			for {
				p.Receive()
			}
		})
		flood := func(n int) {
			for range n {
				if err := ada.sys.Send(sink, make([]byte, 1000)); err != nil {
					t.Error(err)
				}
			}
			synctest.Wait()
		}
		flood(10)
		first := ada.Stats()[0]
		if !first.Up || first.Connections != 1 || first.SentMessages < 10 || first.Sent < 10_000 || first.ReceivedMessages == 0 {
			t.Errorf("after ten messages: %+v", first)
		}
		m.cut()
		synctest.Wait()
		if away := ada.Stats()[0]; away.Up || away.Queued != 0 || away.Connections != 1 || away.SentMessages < first.SentMessages {
			t.Errorf("while it is away: %+v", away)
		}
		ada.connect(t, bob)
		flood(10)
		again, theirs := ada.Stats()[0], bob.Stats()[0]
		if !again.Up || again.Connections != 2 || again.SentMessages < first.SentMessages+10 || again.Sent < first.Sent+10_000 {
			t.Errorf("ten more: %+v, after %+v", again, first)
		}
		if theirs.ReceivedMessages != again.SentMessages {
			t.Errorf("%d messages came, %d were sent", theirs.ReceivedMessages, again.SentMessages)
		}
	})
}

// A lost node is remembered for a day, and its counts go on if it comes back
// meanwhile; a node that left is not.
func TestPeersThatAreGone(t *testing.T) {
	inCluster(t, []string{"a", "b", "c"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		a, b, c := nodes[0], nodes[1], nodes[2]
		seen := func() (seen []string) {
			for _, s := range a.Stats() {
				seen = append(seen, fmt.Sprint(s.Node.Name, " ", s.Up, " ", s.Connections))
			}
			return seen
		}
		want := func(about string, want ...string) {
			t.Helper()
			if got := seen(); !slices.Equal(got, want) {
				t.Errorf("%s: a knows %q, want %q", about, got, want)
			}
		}
		nameOf := func(s testNode) string { return s.Self().Name }
		want("at first", nameOf(b)+" true 1", nameOf(c)+" true 1")
		c.Leave(t.Context())
		time.Sleep(time.Second)
		want("when c has left", nameOf(b)+" true 1")

		network.Partition([]string{"a"}, []string{"b"})
		time.Sleep(23 * time.Hour)
		want("while b is away", nameOf(b)+" false 1")
		network.Heal()
		time.Sleep(time.Minute)
		want("when b is back", nameOf(b)+" true 2")

		network.Partition([]string{"a"}, []string{"b"})
		time.Sleep(25 * time.Hour)
		want("when b was away for a day")
		network.Heal()
		time.Sleep(time.Minute)
		want("when b is back after that", nameOf(b)+" true 1")
	})
}

// A trip is measured from the start, and once an interval however busy the peer is.
func TestRoundTrip(t *testing.T) {
	m := newMemory()
	ada, bob := pair(t, m)
	defer ada.stop()
	defer bob.stop()
	bob.run(t, func(p *actor.Process) {
		for ada.Stats()[0].RoundTrip == 0 {
			if err := ada.sys.Send(p.Self(), 1); err != nil {
				t.Error(err)
				return
			}
			p.Receive()
		}
	})
}

// shared is a buffer for a logger, which many goroutines use.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// The cookie is in no log, whatever happens to a node with the most verbose log:
// it comes up, meets one with another cookie, is lost, and leaves.
func TestNoSecretInLogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said shared
		verbose := func(c *dist.Config) {
			c.Logger = slog.New(slog.NewJSONHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug - 4, AddSource: true}))
			c.Logger.Debug("the whole configuration", "config", *c, "cookies", c.Cookies)
		}
		m := newMemory()
		ada, bob := pair(t, m, verbose)
		const other = "another secret of thirty-two bytes"
		eve := m.start(t, "eve@e:1", verbose, func(c *dist.Config) { c.Cookies = cookie(t, other) })
		if err := eve.Connect(t.Context(), "ada@a:1"); err == nil {
			t.Error("eve got in")
		} else {
			said.Write([]byte(err.Error()))
		}
		ada.sys.Send(bob.sys.Spawn(func(p *actor.Process) error { return nil }), make([]byte, 10))
		m.cut()
		synctest.Wait()
		eve.stop()
		ada.stop()
		bob.stop()
		log := said.String()
		if !strings.Contains(log, "node is up") || !strings.Contains(log, "node is down") {
			t.Fatalf("nothing happened:\n%s", log)
		}
		for _, canary := range []string{secret, other} {
			for _, form := range []string{canary, hex.EncodeToString([]byte(canary)), canary[:16]} {
				if strings.Contains(log, form) {
					t.Errorf("the log has %q in it", form)
				}
			}
		}
	})
}
