package wire

import (
	"crypto/rand"
	"errors"
	"fmt"
	"unicode/utf8"
)

// HandshakeConfig is what a node brings to a handshake.
type HandshakeConfig struct {
	Self Identity
	// Cookies are accepted as proof of a peer. This node knocks with the first. There
	// are two while a cluster changes from one to the next.
	Cookies []Cookie
	// Binding is the keying material that TLS exports for this connection, which
	// ties the proofs to it. It is required.
	Binding []byte
	// Oldest and Newest bound the versions to speak: those of this package when zero.
	Oldest, Newest uint8
	Features       Features
	// Dialled is the name that the initiator wants to reach; any when empty.
	Dialled string
	// Admit decides about a peer that has proven the cookie: Admitted, or the reason
	// why not. If nil, all are admitted. The acceptor is bound by it: a place that
	// Admit reserves for the peer is the peer's when the handshake succeeds.
	Admit func(Identity) Refusal
}

// A Session is what two nodes agreed on.
type Session struct {
	Peer     Identity // with all limits filled in
	Version  uint8
	Features Features
}

// A Handshake is one end of a handshake. It is a state machine driven by
// [Handshake.Step]. Timeouts are up to its owner, which has the connection.
type Handshake struct {
	config  HandshakeConfig
	said    transcript
	cookie  Cookie // the one that both nodes have
	waiting Kind   // for this frame; 0: finished
	session Session
	done    bool
}

const maxNodeName = 255

// isNodeName reports whether a name is valid for a node. Names appear in logs,
// labels and JSON, which must be UTF-8: a metric's label that is not would end the
// program.
func isNodeName(name string) bool {
	return name != "" && len(name) <= maxNodeName && utf8.ValidString(name)
}

func (c *HandshakeConfig) validate() error {
	if len(c.Cookies) == 0 {
		return ErrNoCookie
	}
	for _, cookie := range c.Cookies {
		if len(cookie.key()) == 0 {
			return ErrNoCookie
		}
	}
	if len(c.Binding) == 0 {
		return errors.New("handshake without channel binding")
	}
	if name := c.Self.Node.Name; !isNodeName(name) {
		return fmt.Errorf("handshake: a node's name is a text of 1 to %d bytes, not %q", maxNodeName, name)
	}
	if c.Oldest == 0 {
		c.Oldest = OldestVersion
	}
	if c.Newest == 0 {
		c.Newest = Version
	}
	return nil
}

// Initiate begins the handshake of the node that dialled, and returns the frame to
// send.
func Initiate(c HandshakeConfig) (*Handshake, []byte, error) {
	if err := c.validate(); err != nil {
		return nil, nil, err
	}
	h := &Handshake{config: c, waiting: KindChallenge, cookie: c.Cookies[0]}
	h.said.binding = c.Binding
	h.said.hello = Hello{c.Oldest, c.Newest, c.Features, freshNonce()}
	return h, AppendFrame(nil, h.said.hello), nil
}

// Accept begins the handshake of the node that was dialled.
func Accept(c HandshakeConfig) (*Handshake, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	h := &Handshake{config: c, waiting: KindHello}
	h.said.binding = c.Binding
	return h, nil
}

func freshNonce() (n Nonce) {
	rand.Read(n[:]) // never fails
	return n
}

// Step takes the peer's next frame, which [Split] bounded by [MaxEarlyFrame]. The
// answer, if there is one, must be sent even with an error, before the connection
// is closed. The error is a [*RefusedError], or wraps [ErrHandshake] or
// [ErrMalformed].
func (h *Handshake) Step(f Frame) (answer []byte, err error) {
	waiting := h.waiting
	h.waiting = 0
	if f.Kind == KindRefuse && waiting != 0 {
		return nil, h.refused(f)
	}
	if f.Kind != waiting || waiting == 0 {
		return nil, fmt.Errorf("%v: %w", f.Kind, ErrHandshake)
	}
	switch f.Kind {
	case KindHello:
		return h.hello(f)
	case KindChallenge:
		return h.challenge(f)
	case KindKnock:
		return h.knock(f)
	case KindWelcome:
		return h.welcome(f)
	case KindEnter:
		return h.enter(f)
	default:
		return nil, h.confirm(f)
	}
}

// Done returns the session, once both ends have proven everything.
func (h *Handshake) Done() (Session, bool) { return h.session, h.done }

// refuse ends the handshake from this end.
func (h *Handshake) refuse(why Refusal) ([]byte, error) {
	return AppendFrame(nil, Refuse{why}), &RefusedError{Why: why}
}

func (h *Handshake) refused(f Frame) error {
	var m Refuse
	if err := m.Decode(f.Payload); err != nil {
		return err
	}
	return &RefusedError{Why: m.Why, ByPeer: true}
}

// agree completes the session.
func (h *Handshake) agree(peer Identity) {
	peer.Limits = peer.Limits.orDefault()
	h.session = Session{peer, h.said.challenge.Chosen, h.said.hello.Features & h.said.challenge.Features}
	h.done = true
}

// commonVersion returns the newest version in both ranges, or 0.
func commonVersion(h Hello, oldest, newest uint8) uint8 {
	if v := min(h.Newest, newest); v >= max(h.Oldest, oldest) {
		return v
	}
	return 0
}
