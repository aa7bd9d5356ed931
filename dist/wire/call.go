package wire

// Call asks a process for a reply.
type Call struct {
	Call     uint64 // never used twice on a connection
	From, To uint64
	Body     []byte // a value
}

// CallTo asks the process with this name for a reply.
type CallTo struct {
	Call uint64
	From uint64
	Name string
	Body []byte // a value
}

// Reply ends a call. If no caller waits any more it is dropped.
type Reply struct {
	Call   uint64
	Failed bool   // there will be no reply, for this Reason
	Reason error  // the error, if any, that was replied along with the value
	Body   []byte // a value
}

// HangUp says that the caller no longer waits for a reply.
type HangUp struct{ Call uint64 }

func (Call) Kind() Kind   { return KindCall }
func (CallTo) Kind() Kind { return KindCallTo }
func (Reply) Kind() Kind  { return KindReply }
func (HangUp) Kind() Kind { return KindHangUp }

func (m Call) Append(b []byte) []byte {
	return append(appendPair(appendNumber(b, m.Call), m.From, m.To), m.Body...)
}

func (m *Call) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Call{Call: c.uvarint(), From: c.uint64(), To: c.uint64(), Body: c.rest()}
	return c.end(KindCall)
}

func (m CallTo) Append(b []byte) []byte {
	return append(appendText(appendProcess(appendNumber(b, m.Call), m.From), m.Name), m.Body...)
}

func (m *CallTo) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = CallTo{Call: c.uvarint(), From: c.uint64(), Name: c.text(), Body: c.rest()}
	return c.end(KindCallTo)
}

func (m Reply) Append(b []byte) []byte {
	b = appendFlags(appendNumber(b, m.Call), m.Failed)
	return append(appendReason(b, m.Reason), m.Body...)
}

func (m *Reply) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Reply{Call: c.uvarint()}
	c.flags(&m.Failed)
	m.Reason, m.Body = c.reason(), c.rest()
	return c.end(KindReply)
}

func (m HangUp) Append(b []byte) []byte { return appendNumber(b, m.Call) }

func (m *HangUp) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = HangUp{Call: c.uvarint()}
	return c.end(KindHangUp)
}
