package wire

import (
	"bytes"
	"errors"
	"testing"
)

// relay is a man in the middle: he has a TLS connection with each node, and hands
// on what they say. learned is what he could read of it before they hung up.
func relay(t *testing.T, bindA, bindB string) (let bool, learned []byte) {
	a, b := ends(t)
	a.Binding, b.Binding = []byte(bindA), []byte(bindB)
	ha, hb, _, _ := shake(t, a, b, func(to *Handshake, frame []byte) []byte {
		learned = append(learned, frame...)
		return frame
	})
	_, doneA := ha.Done()
	_, doneB := hb.Done()
	return doneA || doneB, learned
}

func TestManInTheMiddle(t *testing.T) {
	for range 100 {
		let, learned := relay(t, "the connection of A and M", "the connection of M and B")
		if let {
			t.Fatal("he is let in")
		}
		if bytes.Contains(learned, []byte("ada")) || bytes.Contains(learned, []byte("bob")) {
			t.Fatal("he learned a name")
		}
	}
	// Without the binding, or with a constant instead, he gets in and reads
	// everything: so it is the binding that keeps him out.
	let, learned := relay(t, "left out", "left out")
	if !let || !bytes.Contains(learned, []byte("ada")) {
		t.Fatal("he fails without the binding too: this test shows nothing")
	}
}

// Whatever the man in the middle changes in any frame, even on a connection whose
// binding he knows, neither side ends up with another session than was offered.
func TestTampering(t *testing.T) {
	a, b := ends(t)
	a.Newest, b.Newest = 3, 3
	var lengths []int
	shake(t, a, b, func(to *Handshake, frame []byte) []byte {
		lengths = append(lengths, len(frame))
		return frame
	})
	for step, n := range lengths {
		for at := HeaderSize; at < n; at++ {
			at, passing := at, 0
			ha, hb, _, _ := shake(t, a, b, func(to *Handshake, frame []byte) []byte {
				if passing == step {
					frame[at] ^= 1
				}
				passing++
				return frame
			})
			// The acceptor is done when it has sent the last frame: if that is the changed
			// one, only the initiator notices, and hangs up.
			_, doneA := ha.Done()
			_, doneB := hb.Done()
			if doneA || doneB && step < len(lengths)-1 {
				t.Errorf("step %d, byte %d: let in (%v, %v)", step, at, doneA, doneB)
			}
		}
	}
}

func TestDowngrade(t *testing.T) {
	a, b := ends(t)
	a.Newest, b.Newest = 3, 3
	for name, m := range map[string]middle{
		"the offer": func(to *Handshake, frame []byte) []byte {
			if Kind(frame[0]) == KindHello {
				frame[HeaderSize+len(magic)+1] = 1 // newest
			}
			return frame
		},
		"the answer": func(to *Handshake, frame []byte) []byte {
			if Kind(frame[0]) == KindChallenge {
				frame[HeaderSize+1], frame[HeaderSize+2] = 1, 1 // newest and chosen
			}
			return frame
		},
		"both": func(to *Handshake, frame []byte) []byte {
			switch Kind(frame[0]) {
			case KindHello:
				frame[HeaderSize+len(magic)+1] = 1
			case KindChallenge:
				frame[HeaderSize+1] = 1
			}
			return frame
		},
		"the features": func(to *Handshake, frame []byte) []byte {
			switch Kind(frame[0]) {
			case KindHello:
				frame[HeaderSize+len(magic)+2] = 0
			case KindChallenge:
				frame[HeaderSize+3] = 0
			}
			return frame
		},
	} {
		ha, hb, _, _ := shake(t, a, b, m)
		sa, doneA := ha.Done()
		sb, doneB := hb.Done()
		if doneA || doneB {
			t.Errorf("%s is changed: sessions %+v, %+v", name, sa, sb)
		}
	}
}

// An initiator hangs up on an acceptor that chooses less than both support.
func TestChoice(t *testing.T) {
	for chosen, ok := range map[uint8]bool{0: false, 1: false, 2: false, 3: true, 4: false} {
		a, _ := ends(t)
		a.Newest = 3
		h, _, err := Initiate(a)
		must(t, err)
		answer, err := h.Step(only(t, AppendFrame(nil, Challenge{Oldest: 1, Newest: 5, Chosen: chosen})))
		if refused, _ := errors.AsType[*RefusedError](err); (err == nil) != ok || !ok && (refused == nil || refused.Why != NoVersion || answer != nil) {
			t.Errorf("version %d is chosen: %v", chosen, err)
		}
	}
}

// A recorded valid handshake, sent again by either side, even on a connection
// with the same binding.
func TestReplay(t *testing.T) {
	a, b := ends(t)
	var asInitiator, asAcceptor [][]byte
	shake(t, a, b, func(to *Handshake, frame []byte) []byte {
		if len(asInitiator) == len(asAcceptor) {
			asInitiator = append(asInitiator, bytes.Clone(frame))
		} else {
			asAcceptor = append(asAcceptor, bytes.Clone(frame))
		}
		return frame
	})
	for range 1000 {
		hb, err := Accept(b)
		if err != nil {
			t.Fatal(err)
		}
		replay(t, hb, asInitiator)
		ha, _, err := Initiate(a)
		if err != nil {
			t.Fatal(err)
		}
		replay(t, ha, asAcceptor)
	}
}

func replay(t *testing.T, h *Handshake, frames [][]byte) {
	t.Helper()
	for _, frame := range frames {
		h.Step(only(t, frame))
	}
	if _, done := h.Done(); done {
		t.Fatal("the replay is let in")
	}
}

// A stranger who sends a node's own words back to it, in the same session or in
// another one that runs at the same time.
func TestReflection(t *testing.T) {
	a, b := ends(t)
	a.Dialled = ""
	// One node that dials and is dialled: he acts as the acceptor of one session
	// with what the node says as the acceptor of another.
	self := a
	h1, hello, err := Initiate(self)
	if err != nil {
		t.Fatal(err)
	}
	h2, err := Accept(self)
	if err != nil {
		t.Fatal(err)
	}
	frame, to, from := hello, h2, h1
	for len(frame) > 0 {
		frame, _ = to.Step(only(t, frame))
		to, from = from, to
	}
	for _, h := range []*Handshake{h1, h2} {
		if _, done := h.Done(); done {
			t.Error("a node is connected to itself")
		}
	}

	// Each tag in the place of each other one, with the same transcript.
	said := transcript{initiator: a.Self, acceptor: b.Self, binding: a.Binding}
	roles := []string{roleKnock, roleWelcome, roleEnter, roleConfirm}
	for i, made := range roles {
		for j, used := range roles {
			if _, ok := said.proven(said.tag(a.Cookies[0], made), used, a.Cookies); ok != (i == j) {
				t.Errorf("a tag for %q as one for %q: %v", made, used, ok)
			}
		}
	}
}
