package wire

import (
	"encoding/binary"

	"github.com/mesh-actors/mesh/runtime/actor"
)

type (
	// A Nonce is drawn at random for each handshake, so that a recorded handshake is
	// worthless in another one.
	Nonce [32]byte
	// A Tag proves the cookie; see tag.go.
	Tag [32]byte
)

// magic exposes a peer that speaks some other protocol.
const magic = "mesh"

// Features are a node's capabilities beyond its version, one bit each. None is
// defined yet; one is used only if both nodes offer it.
type Features uint64

// Identity is what a node says about itself once the other has proven the cookie.
type Identity struct {
	Node   actor.Node
	Hidden bool // in no list, lent no work, no registration waits for it
	Limits Limits
}

// Hello is the initiator's first message. Anybody could have written it, until the
// tags cover it.
type Hello struct {
	Oldest, Newest uint8
	Features       Features
	Nonce          Nonce
}

// Challenge answers a Hello. Chosen is the newest version that both speak, or 0.
type Challenge struct {
	Oldest, Newest, Chosen uint8
	Features               Features
	Nonce                  Nonce
}

// Knock proves the initiator's cookie.
type Knock struct{ Tag Tag }

// Welcome proves the acceptor's cookie, and holds its identity.
type Welcome struct {
	Tag      Tag
	Identity Identity
}

// Enter holds the initiator's identity; its tag covers all that was said.
type Enter struct {
	Tag      Tag
	Identity Identity
}

// Confirm covers the same from the acceptor's side, and ends the handshake.
type Confirm struct{ Tag Tag }

// Refuse ends the handshake before that.
type Refuse struct{ Why Refusal }

func (Hello) Kind() Kind     { return KindHello }
func (Challenge) Kind() Kind { return KindChallenge }
func (Knock) Kind() Kind     { return KindKnock }
func (Welcome) Kind() Kind   { return KindWelcome }
func (Enter) Kind() Kind     { return KindEnter }
func (Confirm) Kind() Kind   { return KindConfirm }
func (Refuse) Kind() Kind    { return KindRefuse }

func (m Hello) Append(b []byte) []byte {
	b = append(append(b, magic...), m.Oldest, m.Newest)
	return append(appendNumber(b, uint64(m.Features)), m.Nonce[:]...)
}

func (m *Hello) Decode(payload []byte) error {
	c := cursor{b: payload}
	if string(c.cut(uint64(len(magic)))) != magic {
		return c.fail(KindHello)
	}
	*m = Hello{Oldest: c.byte(), Newest: c.byte(), Features: Features(c.uvarint())}
	copy(m.Nonce[:], c.cut(uint64(len(m.Nonce))))
	return c.end(KindHello)
}

func (m Challenge) Append(b []byte) []byte {
	b = append(b, m.Oldest, m.Newest, m.Chosen)
	return append(appendNumber(b, uint64(m.Features)), m.Nonce[:]...)
}

func (m *Challenge) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Challenge{Oldest: c.byte(), Newest: c.byte(), Chosen: c.byte(), Features: Features(c.uvarint())}
	copy(m.Nonce[:], c.cut(uint64(len(m.Nonce))))
	return c.end(KindChallenge)
}

func (m Knock) Append(b []byte) []byte   { return append(b, m.Tag[:]...) }
func (m Confirm) Append(b []byte) []byte { return append(b, m.Tag[:]...) }
func (m Refuse) Append(b []byte) []byte  { return append(b, byte(m.Why)) }
func (m Welcome) Append(b []byte) []byte { return m.Identity.append(append(b, m.Tag[:]...)) }
func (m Enter) Append(b []byte) []byte   { return m.Identity.append(append(b, m.Tag[:]...)) }

func (m *Knock) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Tag = c.tag()
	return c.end(KindKnock)
}

func (m *Confirm) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Tag = c.tag()
	return c.end(KindConfirm)
}

func (m *Refuse) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Why = Refusal(c.byte())
	return c.end(KindRefuse)
}

func (m *Welcome) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Welcome{c.tag(), c.identity()}
	return c.end(KindWelcome)
}

func (m *Enter) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Enter{c.tag(), c.identity()}
	return c.end(KindEnter)
}

func (i Identity) append(b []byte) []byte {
	return i.appendRest(binary.BigEndian.AppendUint64(appendText(b, i.Node.Name), i.Node.Incarnation))
}

// appendRest appends what an identity holds besides the node.
func (i Identity) appendRest(b []byte) []byte {
	return appendNumber(appendNumber(appendFlags(b, i.Hidden), i.Limits.Message), i.Limits.Reassembly)
}

func (c *cursor) identity() (i Identity) {
	i.Node = actor.Node{Name: c.text(), Incarnation: c.uint64()}
	if !isNodeName(i.Node.Name) {
		c.bad()
	}
	c.flags(&i.Hidden)
	i.Limits = Limits{Message: c.uvarint(), Reassembly: c.uvarint()}
	return i
}

func (c *cursor) tag() (t Tag) {
	copy(t[:], c.cut(uint64(len(t))))
	return t
}
