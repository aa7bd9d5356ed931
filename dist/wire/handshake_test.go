package wire

import (
	"bytes"
	"errors"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

func cookie(t testing.TB, secret string) Cookie {
	t.Helper()
	c, err := NewCookie(secret)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ends returns the configurations of a test's two nodes, for it to spoil.
func ends(t testing.TB) (initiator, acceptor HandshakeConfig) {
	shared := cookie(t, "a secret of more than thirty-two bytes")
	binding := []byte("what TLS exports for this connection")
	return HandshakeConfig{
			Self:    Identity{Node: actor.Node{Name: "ada@a:1", Incarnation: 1}, Limits: Limits{Message: 1 << 20}},
			Cookies: []Cookie{shared}, Binding: binding, Features: 0b011, Dialled: "bob@b:1",
		}, HandshakeConfig{
			Self:    Identity{Node: actor.Node{Name: "bob@b:1", Incarnation: 2}, Hidden: true},
			Cookies: []Cookie{shared}, Binding: binding, Features: 0b110,
		}
}

// A middle sees each frame on its way and may change it.
type middle func(to *Handshake, frame []byte) []byte

// shake runs a handshake to its end. The errors are those of the two ends.
func shake(t testing.TB, a, b HandshakeConfig, m middle) (ha, hb *Handshake, errA, errB error) {
	t.Helper()
	ha, frame, err := Initiate(a)
	if err != nil {
		t.Fatal(err)
	}
	if hb, err = Accept(b); err != nil {
		t.Fatal(err)
	}
	to, from := hb, ha
	errs := map[*Handshake]error{}
	for len(frame) > 0 {
		if m != nil {
			frame = m(to, frame)
		}
		answer, err := to.Step(only(t, frame))
		if err != nil {
			errs[to] = err
		}
		frame, to, from = answer, from, to
	}
	return ha, hb, errs[ha], errs[hb]
}

func only(t testing.TB, b []byte) Frame {
	t.Helper()
	f, rest, ok, err := Split(b, MaxEarlyFrame)
	if err != nil || !ok || len(rest) > 0 {
		t.Fatalf("no single early frame: %v, %v, %d left", ok, err, len(rest))
	}
	return f
}

func TestHandshake(t *testing.T) {
	a, b := ends(t)
	ha, hb, errA, errB := shake(t, a, b, nil)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	sa, okA := ha.Done()
	sb, okB := hb.Done()
	if !okA || !okB {
		t.Fatalf("done: %v and %v", okA, okB)
	}
	// A's longest message also bounds what it puts together, as it did not say.
	wantA := Session{Identity{b.Self.Node, true, Limits{DefaultMaxMessage, DefaultMaxMessage}}, Version, 0b010}
	wantB := Session{Identity{a.Self.Node, false, Limits{1 << 20, 1 << 20}}, Version, 0b010}
	if sa != wantA || sb != wantB {
		t.Errorf("sessions\n%+v\n%+v, want\n%+v\n%+v", sa, sb, wantA, wantB)
	}
}

func TestHandshakeOutcomes(t *testing.T) {
	refusing := func(r Refusal) func(Identity) Refusal { return func(Identity) Refusal { return r } }
	for _, c := range []struct {
		name  string
		spoil func(a, b *HandshakeConfig)
		a, b  Refusal // Admitted: the session stands
	}{
		{"as it should be", func(a, b *HandshakeConfig) {}, Admitted, Admitted},
		{"wrong cookie", func(a, b *HandshakeConfig) { a.Cookies = []Cookie{cookie(t, "guess")} }, Unproven, Unproven},
		{"rotating: the other's new one", func(a, b *HandshakeConfig) {
			b.Cookies = []Cookie{cookie(t, "new"), a.Cookies[0]}
		}, Admitted, Admitted},
		{"rotating: both have both", func(a, b *HandshakeConfig) {
			fresh := cookie(t, "new")
			a.Cookies, b.Cookies = []Cookie{fresh, a.Cookies[0]}, []Cookie{a.Cookies[0], fresh}
		}, Admitted, Admitted},
		{"rotated away", func(a, b *HandshakeConfig) { b.Cookies = []Cookie{cookie(t, "new")} }, Unproven, Unproven},
		{"another connection", func(a, b *HandshakeConfig) { b.Binding = []byte("another") }, Unproven, Unproven},
		{"newer initiator", func(a, b *HandshakeConfig) { a.Newest, b.Newest = 9, 4 }, Admitted, Admitted},
		{"newer acceptor", func(a, b *HandshakeConfig) { a.Newest, b.Newest = 4, 9 }, Admitted, Admitted},
		{"no common version", func(a, b *HandshakeConfig) { a.Oldest, a.Newest = 2, 3 }, NoVersion, NoVersion},
		{"another name", func(a, b *HandshakeConfig) { a.Dialled = "cy@c:1" }, NotMe, NotMe},
		{"oneself", func(a, b *HandshakeConfig) { b.Self = a.Self; a.Dialled = "" }, Self, Self},
		{"unwanted by the acceptor", func(a, b *HandshakeConfig) { b.Admit = refusing(NameTaken) }, NameTaken, NameTaken},
		{"unwanted by the initiator", func(a, b *HandshakeConfig) { a.Admit = refusing(Stale) }, Stale, Stale},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := ends(t)
			c.spoil(&a, &b)
			ha, hb, errA, errB := shake(t, a, b, nil)
			for _, end := range []struct {
				name string
				h    *Handshake
				err  error
				want Refusal
			}{{"initiator", ha, errA, c.a}, {"acceptor", hb, errB, c.b}} {
				_, done := end.h.Done()
				if done != (end.want == Admitted) {
					t.Errorf("%s is done: %v", end.name, done)
				}
				if refused, ok := errors.AsType[*RefusedError](end.err); ok && refused.Why != end.want || !ok && end.want != Admitted {
					t.Errorf("%s: %v, want %v", end.name, end.err, end.want)
				}
			}
			if s, done := ha.Done(); done && a.Newest != 0 && s.Version != min(a.Newest, b.Newest) {
				t.Errorf("version %d", s.Version)
			}
		})
	}
}

// A peer that has not proven the cookie learns versions, features and random
// values.
func TestHandshakeDisclosesNothing(t *testing.T) {
	a, b := ends(t)
	a.Cookies = []Cookie{cookie(t, "guess")}
	secrets := [][]byte{[]byte("ada"), []byte("bob"), []byte("guess"), []byte("a secret")}
	shake(t, a, b, func(to *Handshake, frame []byte) []byte {
		for _, s := range secrets {
			if bytes.Contains(frame, s) {
				t.Errorf("%v tells %q", Kind(frame[0]), s)
			}
		}
		return frame
	})
	// Nor does the initiator tell its name to an acceptor that can't answer a knock.
	a, b = ends(t)
	shake(t, a, b, func(to *Handshake, frame []byte) []byte {
		if Kind(frame[0]) == KindWelcome {
			frame[HeaderSize] ^= 1
		}
		if bytes.Contains(frame, []byte("ada")) {
			t.Errorf("%v tells the initiator's name", Kind(frame[0]))
		}
		return frame
	})
}

func TestHandshakeNeeds(t *testing.T) {
	for name, spoil := range map[string]func(*HandshakeConfig){
		"a cookie":             func(c *HandshakeConfig) { c.Cookies = nil },
		"a cookie that is one": func(c *HandshakeConfig) { c.Cookies = []Cookie{{}} },
		"a second that is one": func(c *HandshakeConfig) { c.Cookies = append(c.Cookies, Cookie{}) },
		"a channel binding":    func(c *HandshakeConfig) { c.Binding = nil },
		"a name":               func(c *HandshakeConfig) { c.Self.Node.Name = "" },
		"a name of text":       func(c *HandshakeConfig) { c.Self.Node.Name = "ada\xff@a:1" },
		"a name that is short": func(c *HandshakeConfig) { c.Self.Node.Name = string(make([]byte, 256)) },
	} {
		c, _ := ends(t)
		spoil(&c)
		if _, _, err := Initiate(c); err == nil {
			t.Errorf("an initiator does without %s", name)
		}
		if _, err := Accept(c); err == nil {
			t.Errorf("an acceptor does without %s", name)
		}
	}
}

// Every frame in the place of every other: a handshake accepts only its next one,
// and after a failure none.
func TestHandshakeOrder(t *testing.T) {
	a, b := ends(t)
	var frames [][]byte
	shake(t, a, b, func(to *Handshake, frame []byte) []byte {
		frames = append(frames, bytes.Clone(frame))
		return frame
	})
	frames = append(frames, AppendFrame(nil, Ping{}))
	for i, frame := range frames {
		h, err := Accept(b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Step(only(t, frame)); (err == nil) != (i == 0) {
			t.Errorf("%v first: %v", Kind(frame[0]), err)
		}
		if _, err := h.Step(only(t, frames[0])); !errors.Is(err, ErrHandshake) {
			t.Errorf("hello after %v: %v", Kind(frame[0]), err)
		}
	}
}

func FuzzHandshake(f *testing.F) {
	a, b := ends(f)
	shake(f, a, b, func(to *Handshake, frame []byte) []byte {
		f.Add(true, frame[0], bytes.Clone(frame[HeaderSize:]), []byte{})
		f.Add(false, frame[0], bytes.Clone(frame[HeaderSize:]), []byte{1})
		return frame
	})
	f.Fuzz(func(t *testing.T, initiate bool, kind uint8, first, second []byte) {
		a, b := ends(t)
		h, _, err := Initiate(a)
		if !initiate {
			h, err = Accept(b)
		}
		if err != nil {
			t.Fatal(err)
		}
		// Two steps of a stranger, the second of whatever kind is waited for.
		h.Step(Frame{Kind(kind), first})
		h.Step(Frame{h.waiting, second})
		if _, done := h.Done(); done {
			t.Fatal("a stranger is let in")
		}
	})
}
