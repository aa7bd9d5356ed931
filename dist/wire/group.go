package wire

// MaxMembers bounds the processes in one [Members], so that it is one frame.
const MaxMembers = 4096

// Opaque carries messages of the global name tables. This package knows only their
// kind.
type Opaque struct {
	Of      Kind // KindNamesSnapshot to KindNamesWithdraw
	Payload []byte
}

// Members says which processes of the sender's node joined a group, or left it.
type Members struct {
	Left      bool
	Group     string
	Processes []uint64
}

// Broadcast sends a value to all members of a group on the receiving node, except
// one.
type Broadcast struct {
	From   uint64
	Except uint64 // 0: none
	Group  string
	Body   []byte // a value
}

func (m Opaque) Kind() Kind  { return m.Of }
func (Members) Kind() Kind   { return KindMembers }
func (Broadcast) Kind() Kind { return KindBroadcast }

func (m Opaque) Append(b []byte) []byte { return append(b, m.Payload...) }

func (m Members) Append(b []byte) []byte {
	b = appendNumber(appendText(appendFlags(b, m.Left), m.Group), uint64(len(m.Processes)))
	for _, id := range m.Processes {
		b = appendProcess(b, id)
	}
	return b
}

func (m *Members) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Members{}
	c.flags(&m.Left)
	m.Group = c.text()
	count := c.number(MaxMembers)
	if uint64(len(c.b)) != 8*count {
		return c.fail(KindMembers)
	}
	for range count {
		m.Processes = append(m.Processes, c.uint64())
	}
	return c.end(KindMembers)
}

func (m Broadcast) Append(b []byte) []byte {
	return append(appendText(appendPair(b, m.From, m.Except), m.Group), m.Body...)
}

func (m *Broadcast) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Broadcast{From: c.uint64(), Except: c.uint64(), Group: c.text(), Body: c.rest()}
	return c.end(KindBroadcast)
}
