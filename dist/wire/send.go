package wire

// Send sends a value to a process.
type Send struct {
	From, To uint64
	Body     []byte // a value; empty if the sender appends it afterwards
}

// SendName sends a value to the process that has a name on the receiving node.
type SendName struct {
	From uint64
	Name string
	Body []byte // a value
}

// Exit asks a process to exit.
type Exit struct {
	From, To uint64
	Reason   error
}

func (Send) Kind() Kind     { return KindSend }
func (SendName) Kind() Kind { return KindSendName }
func (Exit) Kind() Kind     { return KindExit }

func (m Send) Append(b []byte) []byte {
	return append(appendPair(b, m.From, m.To), m.Body...)
}

func (m *Send) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Send{From: c.uint64(), To: c.uint64(), Body: c.rest()}
	return c.end(KindSend)
}

func (m SendName) Append(b []byte) []byte {
	return append(appendText(appendProcess(b, m.From), m.Name), m.Body...)
}

func (m *SendName) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = SendName{From: c.uint64(), Name: c.text(), Body: c.rest()}
	return c.end(KindSendName)
}

func (m Exit) Append(b []byte) []byte {
	return appendReason(appendPair(b, m.From, m.To), m.Reason)
}

func (m *Exit) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Exit{From: c.uint64(), To: c.uint64(), Reason: c.reason()}
	return c.end(KindExit)
}
