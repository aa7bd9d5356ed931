package dist_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Messages of any size arrive whole and in order; those of other senders need not
// wait for a large one.
func TestLargeMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ada, bob := pair(t, newMemory(), func(c *dist.Config) {
			c.Limits = wire.Limits{Message: 4 << 20}
			c.Queue = 16 << 20 // half of it for all the large ones at once
		})
		defer ada.stop()
		defer bob.stop()
		sizes := []int{1, 3 << 20, 2, wire.MaxFrame, 1 << 20, 0}
		got := make(chan []byte, len(sizes))
		sink := bob.sys.Spawn(func(p *actor.Process) error {
			for {
				got <- p.Receive().([]byte)
			}
		})
		ada.run(t, func(p *actor.Process) {
			for i, size := range sizes {
				if err := p.Send(sink, bytes.Repeat([]byte{byte(i)}, size)); err != nil {
					t.Error(err)
				}
			}
			if err := p.Send(sink, make([]byte, 5<<20)); !errors.Is(err, wire.ErrTooLarge) {
				t.Errorf("over the peer's limit: got %v", err)
			}
		})
		for i, size := range sizes {
			if b := <-got; !bytes.Equal(b, bytes.Repeat([]byte{byte(i)}, size)) {
				t.Errorf("message %d came as %d bytes, want %d", i, len(b), size)
			}
		}
	})
}

// A peer that reads nothing: Send refuses, SendContext waits, memory is bounded,
// and in the end the peer is lost (S48).
func TestSlowPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := pair(t, m, func(c *dist.Config) { c.Queue = 1 << 20 })
		defer ada.stop()
		defer bob.stop()
		held := make(chan struct{})
		bob.sys.Spawn(func(p *actor.Process) error {
			p.Register("sink")
			for {
				p.Receive()
			}
		})
		synctest.Wait()
		m.hold(held)
		ada.run(t, func(p *actor.Process) {
			var err error
			sent := 0
			for ; err == nil && sent < 10_000; sent++ {
				err = p.SendName("sink@bob@b:1", make([]byte, 10<<10))
			}
			if !errors.Is(err, dist.ErrBusy) || sent > 110 {
				t.Errorf("after %d messages: %v", sent, err)
			}
			if s := ada.Stats()[0]; s.Queued > 1<<20 || s.Refused != 1 || s.Sent == 0 || s.Received == 0 {
				t.Errorf("stats of a peer that takes nothing: %+v", s)
			}
			sink, _ := bob.sys.Whereis("sink")
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if err := p.SendContext(ctx, sink, make([]byte, 10<<10)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want the deadline", err)
			}
			time.AfterFunc(time.Second, func() { close(held) })
			if err := p.SendContext(t.Context(), sink, make([]byte, 10<<10)); err != nil {
				t.Error(err)
			}

			m.hold(make(chan struct{})) // for ever
			for range 20 {
				p.Send(sink, make([]byte, 10<<10))
			}
			ref := p.Monitor(sink)
			start := time.Now()
			if d := next[actor.Down](t, p); d.Ref != ref || d.Reason != actor.NoConnection {
				t.Errorf("got %v", d)
			}
			if took := time.Since(start); took > 16*time.Second {
				t.Errorf("took %v", took)
			}
		})
	})
}
