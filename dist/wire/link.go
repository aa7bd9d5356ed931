package wire

// Link links two processes.
type Link struct{ From, To uint64 }

// Unlink removes the link. Number is new: until an [Unlinked] returns it, the
// sender of the Unlink ignores a [LinkExit] or [Link] of the other process.
type Unlink struct{ From, To, Number uint64 }

// Unlinked answers an [Unlink], whether there was a link or not.
type Unlinked struct{ From, To, Number uint64 }

// LinkExit is the exit signal of a link: From has exited, or did not exist to be
// linked to.
type LinkExit struct {
	From, To uint64
	Reason   error
}

func (Link) Kind() Kind     { return KindLink }
func (Unlink) Kind() Kind   { return KindUnlink }
func (Unlinked) Kind() Kind { return KindUnlinked }
func (LinkExit) Kind() Kind { return KindLinkExit }

func (m Link) Append(b []byte) []byte { return appendPair(b, m.From, m.To) }

func (m *Link) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Link{From: c.uint64(), To: c.uint64()}
	return c.end(KindLink)
}

func (m Unlink) Append(b []byte) []byte {
	return appendNumber(appendPair(b, m.From, m.To), m.Number)
}

func (m *Unlink) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Unlink{From: c.uint64(), To: c.uint64(), Number: c.uvarint()}
	return c.end(KindUnlink)
}

func (m Unlinked) Append(b []byte) []byte {
	return appendNumber(appendPair(b, m.From, m.To), m.Number)
}

func (m *Unlinked) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = Unlinked{From: c.uint64(), To: c.uint64(), Number: c.uvarint()}
	return c.end(KindUnlinked)
}

func (m LinkExit) Append(b []byte) []byte {
	return appendReason(appendPair(b, m.From, m.To), m.Reason)
}

func (m *LinkExit) Decode(payload []byte) error {
	c := cursor{b: payload}
	*m = LinkExit{From: c.uint64(), To: c.uint64(), Reason: c.reason()}
	return c.end(KindLinkExit)
}
