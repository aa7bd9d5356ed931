package wire

// Spawn asks for a process running a function that the receiving node offers. Its
// ties to From are made before it runs.
type Spawn struct {
	Spawn         uint64 // never used twice on a connection
	From          uint64
	Link, Monitor bool
	Ref           uint64 // of the monitor
	Function      string
	Body          []byte // a value: the arguments
}

// Spawned answers a [Spawn].
type Spawned struct {
	Spawn   uint64
	Process uint64 // 0: no process
	Reason  error  // why there is no process
}

func (Spawn) Kind() Kind   { return KindSpawn }
func (Spawned) Kind() Kind { return KindSpawned }

func (m Spawn) Append(b []byte) []byte {
	b = appendFlags(appendProcess(appendNumber(b, m.Spawn), m.From), m.Link, m.Monitor)
	return append(appendText(appendNumber(b, m.Ref), m.Function), m.Body...)
}

func (m *Spawn) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Spawn{Spawn: c.uvarint(), From: c.uint64()}
	c.flags(&m.Link, &m.Monitor)
	m.Ref, m.Function, m.Body = c.uvarint(), c.text(), c.rest()
	return c.end(KindSpawn)
}

func (m Spawned) Append(b []byte) []byte {
	return appendReason(appendProcess(appendNumber(b, m.Spawn), m.Process), m.Reason)
}

func (m *Spawned) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Spawned{Spawn: c.uvarint(), Process: c.uint64(), Reason: c.reason()}
	return c.end(KindSpawned)
}
