package wire

// TypeNames gives the sender's numbers for its types: First, First+1 and so on.
// More may come at any time, before the first value that needs them.
type TypeNames struct {
	First uint64
	Names []string
}

// Functions are the functions that the sender offers. A later message replaces it.
type Functions struct{ Names []string }

// Synced ends the snapshots at the start of a session.
type Synced struct{}

// Peers are the nodes that the sender is connected to, without hidden ones.
type Peers struct{ Names []string }

// Ping asks for a [Pong] with its number.
type Ping struct{ Number uint64 }

// Pong answers a [Ping].
type Pong struct{ Number uint64 }

// Goodbye ends a session. Complaint is what the other side did wrong; if empty, the
// sender just leaves.
type Goodbye struct{ Complaint string }

func (TypeNames) Kind() Kind { return KindTypes }
func (Functions) Kind() Kind { return KindFunctions }
func (Synced) Kind() Kind    { return KindSynced }
func (Peers) Kind() Kind     { return KindPeers }
func (Ping) Kind() Kind      { return KindPing }
func (Pong) Kind() Kind      { return KindPong }
func (Goodbye) Kind() Kind   { return KindGoodbye }

func (m TypeNames) Append(b []byte) []byte { return appendTexts(appendNumber(b, m.First), m.Names) }
func (m Functions) Append(b []byte) []byte { return appendTexts(b, m.Names) }
func (m Synced) Append(b []byte) []byte    { return b }
func (m Peers) Append(b []byte) []byte     { return appendTexts(b, m.Names) }
func (m Ping) Append(b []byte) []byte      { return appendNumber(b, m.Number) }
func (m Pong) Append(b []byte) []byte      { return appendNumber(b, m.Number) }
func (m Goodbye) Append(b []byte) []byte   { return appendText(b, m.Complaint) }

func (m *TypeNames) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = TypeNames{First: c.uvarint(), Names: c.texts()}
	return c.end(KindTypes)
}

func (m *Functions) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Names = c.texts()
	return c.end(KindFunctions)
}

func (m *Synced) Decode(payload []byte) error {
	c := cursor{b: payload}
	return c.end(KindSynced)
}

func (m *Peers) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Names = c.texts()
	return c.end(KindPeers)
}

func (m *Ping) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Number = c.uvarint()
	return c.end(KindPing)
}

func (m *Pong) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Number = c.uvarint()
	return c.end(KindPong)
}

func (m *Goodbye) Decode(payload []byte) error {
	c := cursor{b: payload}
	m.Complaint = c.text()
	return c.end(KindGoodbye)
}
