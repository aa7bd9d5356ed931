package dist_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// walled is a network for a node that others can dial, but whose own dials get no
// answer: a wall between them lets nothing out.
type walled struct{ *memory }

func (walled) Dial(ctx context.Context, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// A node that connects by itself, while an attempt to dial it still hangs, is up
// for all who asked for it, and stays so when the attempt fails (S42, S43).
func TestComesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada := m.start(t, "ada@a:1", func(c *dist.Config) { c.Transport = walled{m} })
		bob := m.start(t, "bob@b:1")
		defer ada.stop()
		defer bob.stop()
		ada.run(t, func(p *actor.Process) {
			connected := make(chan error, 1)
			go func() { connected <- ada.Connect(t.Context(), "bob@b:1") }()
			ada.Monitor(p.Self(), "bob@b:1")
			stopped := ada.Monitor(p.Self(), "nobody@n:1")
			time.Sleep(time.Second)
			stopped.Stop()
			bob.connect(t, ada)
			if u := next[dist.NodeUp](t, p); u.Node != bob.Self() {
				t.Errorf("got %v", u)
			}
			if err := <-connected; err != nil {
				t.Errorf("connect: %v", err)
			}
			if msg, ok := p.ReceiveTimeout(time.Minute); ok {
				t.Errorf("and then got %T %v", msg, msg)
			}
		})
	})
}

// A node that can be dialled, but with which no connection ever comes up, here
// because it is in more rooms than this one takes, is down, and Connect says why
// (S42).
func TestNeverUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada := m.start(t, "ada@a:1", func(c *dist.Config) { c.Rooms = 100 })
		bob := m.start(t, "bob@b:1")
		defer ada.stop()
		defer bob.stop()
		if err := bob.Rooms().Join(strings.Repeat("r", 200), bob.sys.Spawn(echo)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := ada.Connect(ctx, "bob@b:1"); !errors.Is(err, wire.ErrTooLarge) {
			t.Errorf("connect: %v", err)
		}
		ada.run(t, func(p *actor.Process) {
			ada.Monitor(p.Self(), "bob@b:1")
			if d, ok := actor.ReceiveFor[dist.NodeDown](p, time.Minute); !ok || d.Node.Name != "bob@b:1" {
				t.Errorf("got %v, %v", d, ok)
			}
			if msg, ok := p.ReceiveTimeout(time.Minute); ok {
				t.Errorf("and then got %T %v", msg, msg)
			}
		})
	})
}

// A node that has come and gone meanwhile was announced, and is not announced
// again.
func TestComesAndGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada := m.start(t, "ada@a:1", func(c *dist.Config) { c.Transport = walled{m} })
		bob := m.start(t, "bob@b:1")
		defer ada.stop()
		ada.run(t, func(p *actor.Process) {
			ada.Monitor(p.Self(), "bob@b:1")
			time.Sleep(time.Second)
			bob.connect(t, ada)
			next[dist.NodeUp](t, p)
			bob.stop()
			next[dist.NodeDown](t, p)
			if msg, ok := p.ReceiveTimeout(time.Minute); ok {
				t.Errorf("and then got %T %v", msg, msg)
			}
		})
	})
}
