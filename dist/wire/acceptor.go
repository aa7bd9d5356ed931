package wire

// hello answers any peer with a challenge. It discloses only this node's versions.
func (h *Handshake) hello(f Frame) ([]byte, error) {
	if err := h.said.hello.Decode(f.Payload); err != nil {
		return nil, err
	}
	c := h.config
	h.said.challenge = Challenge{
		c.Oldest, c.Newest, commonVersion(h.said.hello, c.Oldest, c.Newest), c.Features, freshNonce(),
	}
	challenge := AppendFrame(nil, h.said.challenge)
	if h.said.challenge.Chosen == 0 {
		return challenge, &RefusedError{Why: NoVersion}
	}
	h.waiting = KindKnock
	return challenge, nil
}

// knock checks the initiator's cookie, before this node says its name.
func (h *Handshake) knock(f Frame) ([]byte, error) {
	var m Knock
	if err := m.Decode(f.Payload); err != nil {
		return nil, err
	}
	cookie, ok := h.said.proven(m.Tag, roleKnock, h.config.Cookies)
	if !ok {
		return h.refuse(Unproven)
	}
	h.cookie = cookie
	h.said.acceptor = h.config.Self
	h.waiting = KindEnter
	return AppendFrame(nil, Welcome{h.said.tag(cookie, roleWelcome), h.config.Self}), nil
}

// enter learns the initiator's identity, and ends the acceptor's handshake.
func (h *Handshake) enter(f Frame) ([]byte, error) {
	var m Enter
	if err := m.Decode(f.Payload); err != nil {
		return nil, err
	}
	h.said.initiator = m.Identity
	if _, ok := h.said.proven(m.Tag, roleEnter, []Cookie{h.cookie}); !ok {
		return h.refuse(Unproven)
	}
	if why := h.admit(m.Identity); why != Admitted {
		return h.refuse(why)
	}
	h.agree(m.Identity)
	return AppendFrame(nil, Confirm{h.said.tag(h.cookie, roleConfirm)}), nil
}
