package dist

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// hostile returns a node's end of a connection with a malicious peer that has the
// cookie: what the peer sends is given to apply.
func hostile(t testing.TB) *conn {
	t.Helper()
	secret, err := wire.NewCookie(strings.Repeat("x", wire.StrongCookie))
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	sys := actor.NewSystem(actor.Config{Node: "ada@a:1", Logger: quiet})
	n, err := Start(t.Context(), sys, Config{
		Cookies: []wire.Cookie{secret}, Transport: nobody{}, Logger: quiet, Bonds: 20, SpawnedPerPeer: 5,
	})
	if err != nil {
		t.Fatal(err)
	}
	here, there := net.Pipe()
	id := wire.Identity{Node: actor.Node{Name: "eve@e:1", Incarnation: 6}, Hidden: true, Limits: wire.Limits{Message: 1 << 20}}
	p := new(peer)
	n.peers[id.Node.Name] = p
	c := n.newConn(p, here, newFramer(here, &gatherer{Conn: here}), wire.Session{Peer: id})
	t.Cleanup(func() {
		c.fail(ErrDisconnected)
		there.Close()
		c.sever()
		n.lost(c)
		n.Leave(context.Background())
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := sys.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := Offer(n, "f", func(p *actor.Process, _ string) error { p.Receive(); return nil }); err != nil {
		t.Fatal(err)
	}
	trap := sys.Spawn(func(p *actor.Process) error {
		p.TrapExit(true)
		for {
			if e, ok := p.Receive().(actor.Exit); ok && e.From.IsZero() {
				return nil // the system stops
			}
		}
	})
	if err := sys.Register("trap", trap); err != nil {
		t.Fatal(err)
	}
	return c
}

// nobody is a network without other nodes.
type nobody struct{ net.Listener }

func (nobody) Dial(context.Context, string) (net.Conn, error) { return nil, net.ErrClosed }

func (nobody) Listen(context.Context, string) (net.Listener, error) {
	return &silence{done: make(chan struct{})}, nil
}

type silence struct {
	net.Listener
	done chan struct{}
}

func (s *silence) Accept() (net.Conn, error) { <-s.done; return nil, net.ErrClosed }
func (s *silence) Close() error              { close(s.done); return nil }

// Until both have synchronised, nothing else is accepted.
func TestNothingBeforeSynced(t *testing.T) {
	for _, m := range []wire.Message{wire.Send{To: 1}, wire.Link{From: 1, To: 1}, wire.Spawn{Function: "f"}} {
		c := hostile(t)
		if err := c.apply(wire.Frame{Kind: m.Kind(), Payload: m.Append(nil)}); err == nil {
			t.Errorf("%v was taken", m.Kind())
		}
	}
	c := hostile(t)
	synced := wire.Frame{Kind: wire.KindSynced}
	if err := c.apply(synced); err != nil {
		t.Error(err)
	}
	if err := c.apply(synced); err == nil {
		t.Error("a second one was taken")
	}
}

// A peer has only as many ties as it may.
func TestBounds(t *testing.T) {
	for name, m := range map[string]func(i uint64) wire.Message{
		"links":    func(i uint64) wire.Message { return wire.Link{From: i, To: 1 << 26} },
		"monitors": func(i uint64) wire.Message { return wire.Monitor{From: 1, Ref: i, Name: "trap"} },
		"calls": func(i uint64) wire.Message {
			return wire.CallTo{Call: i, Name: "trap", Body: []byte{0}}
		},
	} {
		c := hostile(t)
		c.apply(wire.Frame{Kind: wire.KindSynced})
		var err error
		for i := uint64(1); err == nil && i < 100; i++ {
			m := m(i)
			if err = c.apply(wire.Frame{Kind: m.Kind(), Payload: m.Append(nil)}); err != nil && i != 21 {
				t.Errorf("%s: refused number %d, want 21", name, i)
			}
		}
		if err == nil {
			t.Errorf("%s have no bound", name)
		}
	}
}

// A call or a monitor that exists already is not made again: it would pass the
// bound, and outlive the connection.
func TestNothingTwice(t *testing.T) {
	body := []byte{0}
	for name, m := range map[string]wire.Message{
		"call":    wire.CallTo{Call: 7, Name: "trap", Body: body},
		"monitor": wire.Monitor{From: 1, Ref: 7, Name: "trap"},
	} {
		c := hostile(t)
		c.apply(wire.Frame{Kind: wire.KindSynced})
		frame := wire.Frame{Kind: m.Kind(), Payload: m.Append(nil)}
		if err := c.apply(frame); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := c.apply(frame); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s again: %v", name, err)
		}
	}
}

// A peer's answers to questions that were not asked do no harm.
func TestAnswersToNobody(t *testing.T) {
	c := hostile(t)
	c.apply(wire.Frame{Kind: wire.KindSynced})
	trap, _ := c.node.sys.Whereis("trap")
	for _, m := range []wire.Message{
		wire.Reply{Call: 9, Body: []byte{0}}, wire.Reply{Call: 9, Failed: true, Reason: actor.Kill},
		wire.HangUp{Call: 9}, wire.Down{From: 9, To: trap.ID(), Ref: 9, Reason: actor.Kill},
		wire.Spawned{Spawn: 9, Process: 9}, wire.Spawned{Spawn: 9, Reason: actor.Kill}, wire.Spawned{Spawn: 9, Process: 9},
		wire.Demonitor{From: 9, Ref: 9}, wire.Unlink{From: 9, To: trap.ID(), Number: 9}, wire.Unlinked{From: 9, To: trap.ID(), Number: 9},
		wire.LinkExit{From: 9, To: trap.ID(), Reason: actor.Kill}, wire.Broadcast{From: 9, Group: "nobody", Body: []byte{0}},
	} {
		if err := c.apply(wire.Frame{Kind: m.Kind(), Payload: m.Append(nil)}); err != nil {
			t.Errorf("%v: %v", m.Kind(), err)
		}
	}
	if !c.node.sys.Alive(trap) {
		t.Error("a process is gone")
	}
}

// A hidden node has no say in which nodes are connected.
func TestHiddenIntroducesNobody(t *testing.T) {
	c := hostile(t)
	c.apply(wire.Frame{Kind: wire.KindSynced})
	m := wire.Peers{Names: []string{"zoe@z:1"}}
	c.apply(wire.Frame{Kind: m.Kind(), Payload: m.Append(nil)})
	c.node.mu.Lock()
	defer c.node.mu.Unlock()
	if n := len(c.node.keepers); n != 0 {
		t.Errorf("%d nodes are dialled on its word", n)
	}
}

func FuzzApply(f *testing.F) {
	text := []byte{4, 'x'}
	for _, m := range []wire.Message{
		wire.Send{From: 1, To: 1 << 26, Body: text}, wire.SendName{Name: "trap", Body: text},
		wire.Exit{From: 1, To: 1 << 26, Reason: actor.Shutdown}, wire.Link{From: 1, To: 1 << 26},
		wire.Unlink{From: 1, To: 1 << 26, Number: 3}, wire.Unlinked{Number: 3}, wire.LinkExit{From: 1, To: 1 << 26},
		wire.Monitor{From: 1, To: 1 << 26, Ref: 1}, wire.Demonitor{From: 1, Ref: 1}, wire.Down{To: 1, Ref: 1},
		wire.CallTo{Call: 1, Name: "trap", Body: text}, wire.HangUp{Call: 1}, wire.Reply{Call: 1},
		wire.Spawn{Spawn: 1, From: 1, Link: true, Ref: 1, Monitor: true, Function: "f", Body: text},
		wire.Spawned{Spawn: 1, Process: 1}, wire.Peers{Names: []string{"zoe@z:1"}}, wire.Functions{Names: []string{"g"}},
		wire.Members{Group: "g", Processes: []uint64{1}}, wire.Broadcast{From: 1, Group: "g", Body: text},
		wire.TypeNames{First: 32, Names: []string{"t"}}, wire.Goodbye{}, wire.Ping{}, wire.Synced{},
	} {
		f.Add(wire.AppendFrame(nil, m))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := hostile(t)
		c.apply(wire.Frame{Kind: wire.KindSynced})
		for {
			frame, rest, ok, err := wire.Split(b, wire.MaxFrame)
			if !ok || err != nil || c.apply(frame) != nil {
				return
			}
			b = rest
		}
	})
}
