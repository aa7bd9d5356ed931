package proof

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// visitor is a stranger who speaks the protocol over TLS, in any way he likes.
type visitor struct {
	*tls.Conn
	unread []byte
}

// visit connects with TLS to the node that listens there.
func visit(t testing.TB, at string) *visitor {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{Conn: tls.Client(raw, &tls.Config{InsecureSkipVerify: true})}
	t.Cleanup(func() { raw.Close() })
	v.SetDeadline(time.Now().Add(patience))
	if err := v.HandshakeContext(ctx); err != nil {
		t.Fatal(err)
	}
	return v
}

// frame returns the next frame, until the connection ends.
func (v *visitor) frame() (wire.Frame, error) {
	b := make([]byte, 4<<10)
	for {
		f, rest, ok, err := wire.Split(v.unread, wire.MaxFrame)
		if ok || err != nil {
			v.unread = rest
			return f, err
		}
		n, err := v.Read(b)
		if n == 0 && err != nil {
			return f, err
		}
		v.unread = append(v.unread[:len(v.unread):len(v.unread)], b[:n]...)
	}
}

// binding returns what ties proofs to this connection.
func (v *visitor) binding(t testing.TB) []byte {
	t.Helper()
	s := v.ConnectionState()
	b, err := s.ExportKeyingMaterial("EXPORTER-Channel-Binding", []byte{}, 32)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// enter holds a valid handshake, as a peer that knows the cookie, until the
// visitor has sent so many of his 3 frames; with all of them he is in. said is
// what he sent.
func (v *visitor) enter(t testing.TB, who string, frames int) (said [][]byte) {
	t.Helper()
	cookie, err := wire.NewCookie(secret)
	if err != nil {
		t.Fatal(err)
	}
	h, say, err := wire.Initiate(wire.HandshakeConfig{
		Self: wire.Identity{
			Node:   actor.Node{Name: who + "@127.0.0.1:1", Incarnation: uint64(time.Now().UnixNano())},
			Hidden: true, Limits: wire.Limits{Message: 1 << 20, Reassembly: 1 << 20},
		},
		Cookies: []wire.Cookie{cookie}, Binding: v.binding(t),
	})
	for {
		if err != nil {
			t.Fatal(err)
		}
		if _, in := h.Done(); in {
			return said
		}
		if _, err := v.Write(say); err != nil {
			t.Fatal(err)
		}
		said = append(said, bytes.Clone(say))
		if len(said) == frames && frames < 3 {
			return said
		}
		var f wire.Frame
		if f, err = v.frame(); err == nil {
			say, err = h.Step(f)
		}
	}
}

// turnedAway checks that the connection ends without the node saying its name.
func (v *visitor) turnedAway(t testing.TB, who string) {
	t.Helper()
	v.SetReadDeadline(time.Now().Add(patience))
	heard, err := io.ReadAll(v)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("still connected after %v", patience)
	}
	if bytes.Contains(append(v.unread, heard...), []byte(who)) {
		t.Errorf("was told %q", heard)
	}
}

// A recorded valid handshake gets nobody in.
func TestDIST03Replay(t *testing.T) {
	bob := launch(t, start{Options: Options{Who: "bob"}})
	good := visit(t, bob.address)
	recorded := good.enter(t, "eve", 3)
	good.Close()
	for range scaled(t, 50, 1000) {
		v := visit(t, bob.address)
		for _, frame := range recorded {
			v.Write(frame)
		}
		challenge, err := v.frame()
		if err != nil || challenge.Kind != wire.KindChallenge {
			t.Fatalf("got %v, %v", challenge.Kind, err)
		}
		if refused, err := v.frame(); err != nil || refused.Kind != wire.KindRefuse {
			t.Fatalf("the replay got %v, %v", refused.Kind, err)
		}
		v.turnedAway(t, bob.name())
		v.Close()
	}
}

// A visitor without the cookie is turned away, and is not told the node's name.
func TestDIST03NoCookie(t *testing.T) {
	bob := launch(t, start{Options: Options{Who: "bob"}})
	hello := wire.Hello{Oldest: 1, Newest: 1}
	for what, say := range map[string][]wire.Message{
		"an empty tag":       {hello, wire.Knock{}},
		"straight in":        {hello, wire.Enter{}},
		"no hello":           {wire.Knock{}},
		"a signal":           {wire.Send{From: 1, To: 1}},
		"a future version":   {wire.Hello{Oldest: 200, Newest: 255}},
		"a version of none":  {wire.Hello{}},
		"signals after that": {hello, wire.Knock{}, wire.Synced{}, wire.SendName{From: 1, Name: "echo", Body: []byte{0}}},
	} {
		t.Run(what, func(t *testing.T) {
			v := visit(t, bob.address)
			for _, m := range say {
				v.Write(wire.AppendFrame(nil, m))
			}
			v.turnedAway(t, bob.name())
		})
	}
	t.Run("an older TLS", func(t *testing.T) {
		c, err := tls.Dial("tcp", bob.address, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
		if err == nil {
			c.Close()
			t.Error("was taken")
		}
	})
}

// Everything a node says is said back to it.
func TestDIST03Reflection(t *testing.T) {
	bob := launch(t, start{Options: Options{Who: "bob"}})
	t.Run("a mirror", func(t *testing.T) {
		at := listen(t, func(c net.Conn) {
			mirrored := tls.Server(c, &tls.Config{Certificates: certificate(t)})
			io.Copy(mirrored, mirrored)
		})
		refused(t, bob, "Connect", at, "connect to "+at)
	})
	t.Run("its own door", func(t *testing.T) {
		at := listen(t, func(c net.Conn) { passOn(t, c, bob.address) })
		refused(t, bob, "Connect", at, "not proven")
	})
	t.Run("its own door, by a network", func(t *testing.T) {
		at := listen(t, func(c net.Conn) {
			server, err := net.Dial("tcp", bob.address)
			if err == nil {
				relay(c, server)
			}
		})
		refused(t, bob, "Connect", at, "to itself")
	})
	if got := ask[[]string](bob, "List", nothing{}); len(got) > 0 {
		t.Errorf("it is connected to %v", got)
	}
}

// A visitor that sends a byte at a time has no more time than others.
func TestDIST03SlowLoris(t *testing.T) {
	const meet = 2 * time.Second
	bob := launch(t, start{Options: Options{Who: "bob", Meet: meet}})
	say := wire.AppendFrame(nil, wire.Hello{Oldest: 1, Newest: 1})
	var all sync.WaitGroup
	for range 20 {
		v := visit(t, bob.address)
		all.Go(func() {
			begin := time.Now()
			slowly := time.NewTicker(meet / time.Duration(len(say)-4))
			defer slowly.Stop()
			for _, b := range say {
				if _, err := v.Write([]byte{b}); err != nil {
					break
				}
				<-slowly.C
			}
			v.turnedAway(t, bob.name())
			t.Logf("stayed %v", time.Since(begin).Round(10*time.Millisecond))
		})
	}
	all.Wait()
}

// A thousand silent connections are closed when their time is up, and meanwhile
// keep nobody out.
func TestDIST03Idlers(t *testing.T) {
	const meet = 3 * time.Second
	bob := launch(t, start{Options: Options{Who: "bob", Meet: meet}})
	before := ask[Usage](bob, "Usage", nothing{})
	var idlers sync.WaitGroup
	clock := time.Now()
	n := scaled(t, 200, 1000)
	lasted := make([]time.Duration, n)
	for i := range n {
		c, err := net.Dial("tcp", bob.address)
		if err != nil {
			t.Fatal(err)
		}
		opened := time.Now()
		idlers.Go(func() {
			defer c.Close()
			c.SetReadDeadline(opened.Add(patience))
			if _, err := c.Read(make([]byte, 1)); err == nil {
				t.Error("a stranger was told something")
			}
			lasted[i] = time.Since(opened)
		})
	}
	opened := time.Since(clock)
	ada := begin(t, Options{Who: "ada"})
	ada.connect(bob.name())
	joined := time.Since(clock) - opened
	idlers.Wait()
	t.Logf("%d idlers, the last one gone after %v; a node joined in %v meanwhile", n, slices.Max(lasted).Round(time.Millisecond), joined.Round(time.Millisecond))
	if longest := slices.Max(lasted); longest > 10*meet { // machines are slow
		t.Errorf("an idler stayed %v", longest)
	}
	ada.Disconnect(bob.name())
	eventually(t, "nothing is left of them", func() bool {
		now := ask[Usage](bob, "Usage", nothing{})
		return now.Files <= before.Files+1 && now.Goroutines <= before.Goroutines+5
	})
}

// Two nodes that dial each other at the same instant get one connection (S39).
func TestDIST04Simultaneous(t *testing.T) {
	ada := begin(t, Options{Who: "ada"})
	bob := launch(t, start{Options: Options{Who: "bob"}})
	far := ask[[]actor.PID](bob, "Spawn", 1)[0]
	for range scaled(t, 50, 1000) {
		var both sync.WaitGroup
		both.Go(func() { ada.connect(bob.name()) })
		both.Go(func() { ask[nothing](bob, "Connect", ada.Self().Name) })
		both.Wait()
		ada.serves(far)
		if got, theirs := ada.peers(), ask[[]string](bob, "List", nothing{}); !slices.Equal(got, []string{bob.name()}) || !slices.Equal(theirs, []string{ada.Self().Name}) {
			t.Fatalf("connected are %v and %v", got, theirs)
		}
		ada.Disconnect(bob.name())
		eventually(t, "it is over at both ends", func() bool {
			return len(ada.peers()) == 0 && len(ask[[]string](bob, "List", nothing{})) == 0
		})
	}
}

// The second node of a name is refused by all, for as long as the first one
// lives; the first does not notice.
func TestDIST04Duplicate(t *testing.T) {
	ada, bob := pair(t, Options{})
	watch := ada.watching("")
	double := launch(t, start{Options: Options{Who: "bob", Address: bob.address, Listen: disttest.Reserve(t), Peers: []string{ada.Self().Name}}})
	for range 20 {
		refused(t, double, "Connect", ada.Self().Name, "has this name")
	}
	far := ask[[]actor.PID](bob, "Spawn", 1)[0]
	ada.serves(far)
	if notes := rest(watch, ada.sys); len(notes) > 0 {
		t.Errorf("the incumbent's peer was told %v", notes)
	}
	if !strings.HasPrefix(double.name(), "bob@") || double.self == bob.self {
		t.Errorf("%v is no double of %v", double.self, bob.self)
	}
}
