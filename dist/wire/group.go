package wire

// Opaque carries what the keepers of global names and of groups tell each other.
// This package knows no more of it than the kind.
type Opaque struct {
	Of      Kind // KindNamesSnapshot to KindGroupsChange
	Payload []byte
}

// Broadcast gives a value to all members of a group on the receiving node.
type Broadcast struct {
	From  uint64
	Group string
	Body  []byte // a value
}

func (m Opaque) Kind() Kind  { return m.Of }
func (Broadcast) Kind() Kind { return KindBroadcast }

func (m Opaque) Append(b []byte) []byte { return append(b, m.Payload...) }

func (m Broadcast) Append(b []byte) []byte {
	return append(appendText(appendProcess(b, m.From), m.Group), m.Body...)
}

func (m *Broadcast) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Broadcast{From: c.uint64(), Group: c.text(), Body: c.rest()}
	return c.end(KindBroadcast)
}
