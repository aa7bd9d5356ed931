package wire

// Monitor watches a process, or the one that has a name now. Ref is the watcher's
// number for it; watcher and number together identify the monitor.
type Monitor struct {
	From uint64
	To   uint64 // 0: by Name
	Ref  uint64
	Name string
}

// Demonitor ends a monitor.
type Demonitor struct{ From, Ref uint64 }

// Down is the one answer to a [Monitor].
type Down struct {
	From    uint64 // 0 if no process had the name
	To, Ref uint64
	Reason  error
}

func (Monitor) Kind() Kind   { return KindMonitor }
func (Demonitor) Kind() Kind { return KindDemonitor }
func (Down) Kind() Kind      { return KindDown }

func (m Monitor) Append(b []byte) []byte {
	return appendText(appendNumber(appendPair(b, m.From, m.To), m.Ref), m.Name)
}

func (m *Monitor) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Monitor{From: c.uint64(), To: c.uint64(), Ref: c.uvarint(), Name: c.text()}
	return c.end(KindMonitor)
}

func (m Demonitor) Append(b []byte) []byte { return appendNumber(appendProcess(b, m.From), m.Ref) }

func (m *Demonitor) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Demonitor{From: c.uint64(), Ref: c.uvarint()}
	return c.end(KindDemonitor)
}

func (m Down) Append(b []byte) []byte {
	return appendReason(appendNumber(appendPair(b, m.From, m.To), m.Ref), m.Reason)
}

func (m *Down) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Down{From: c.uint64(), To: c.uint64(), Ref: c.uvarint(), Reason: c.reason()}
	return c.end(KindDown)
}
