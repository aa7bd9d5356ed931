package wire

// challenge answers the acceptor's challenge with a proof that discloses no name.
func (h *Handshake) challenge(f Frame) ([]byte, error) {
	if err := h.said.challenge.Decode(f.Payload); err != nil {
		return nil, err
	}
	theirs := h.said.challenge
	common := commonVersion(h.said.hello, theirs.Oldest, theirs.Newest)
	if common == 0 || theirs.Chosen != common {
		return nil, &RefusedError{Why: NoVersion}
	}
	h.waiting = KindWelcome
	return AppendFrame(nil, Knock{h.said.tag(h.cookie, roleKnock)}), nil
}

// welcome learns the acceptor's identity, and that it has the cookie: now this node
// may say its name.
func (h *Handshake) welcome(f Frame) ([]byte, error) {
	var m Welcome
	if err := m.Decode(f.Payload); err != nil {
		return nil, err
	}
	h.said.acceptor = m.Identity
	if _, ok := h.said.proven(m.Tag, roleWelcome, []Cookie{h.cookie}); !ok {
		return h.refuse(Unproven)
	}
	if h.config.Dialled != "" && m.Identity.Node.Name != h.config.Dialled {
		return h.refuse(NotMe)
	}
	if why := h.admit(m.Identity); why != Admitted {
		return h.refuse(why)
	}
	h.said.initiator = h.config.Self
	h.waiting = KindConfirm
	return AppendFrame(nil, Enter{h.said.tag(h.cookie, roleEnter), h.config.Self}), nil
}

// confirm ends the initiator's handshake.
func (h *Handshake) confirm(f Frame) error {
	var m Confirm
	if err := m.Decode(f.Payload); err != nil {
		return err
	}
	if _, ok := h.said.proven(m.Tag, roleConfirm, []Cookie{h.cookie}); !ok {
		return &RefusedError{Why: Unproven}
	}
	h.agree(h.said.acceptor)
	return nil
}

// admit decides about a peer that has proven itself.
func (h *Handshake) admit(peer Identity) Refusal {
	if peer.Node == h.config.Self.Node {
		return Self
	}
	if h.config.Admit == nil {
		return Admitted
	}
	return h.config.Admit(peer)
}
