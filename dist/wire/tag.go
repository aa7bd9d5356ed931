package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// The purposes of a tag: which side made it and at which step, so that no tag can
// be used anywhere else: not sent back to its maker, not earlier, not later.
const (
	roleKnock   = "mesh initiator knock"
	roleWelcome = "mesh acceptor welcome"
	roleEnter   = "mesh initiator enter"
	roleConfirm = "mesh acceptor confirm"
)

// A transcript is what the two nodes said, as one of them saw it. If anybody
// between them changed anything, the two transcripts differ, and so do their tags.
type transcript struct {
	hello               Hello
	challenge           Challenge
	initiator, acceptor Identity // zero until said
	binding             []byte   // the same at both ends of one TLS connection, and at no other
}

// tag proves knowledge of a cookie in this handshake, on this connection: HMAC-
// SHA256 with the cookie as its key, over these parts, each behind its length in
// 8 bytes, big-endian:
//
//	role, versions offered by the initiator (oldest, newest), by the acceptor and
//	chosen, features of the initiator, of the acceptor (8 bytes each), names,
//	incarnations, flags and limits (as in an identity), nonces (the initiator's
//	first in each), binding
//
// A name that was not said yet is empty, and what belongs to it is zero.
func (t *transcript) tag(c Cookie, role string) (out Tag) {
	mac := hmac.New(sha256.New, c.key())
	part := func(b []byte) {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(b)))
		mac.Write(length[:])
		mac.Write(b)
	}
	number := func(n uint64) { part(binary.BigEndian.AppendUint64(nil, n)) }

	part([]byte(role))
	part([]byte{t.hello.Oldest, t.hello.Newest})
	part([]byte{t.challenge.Oldest, t.challenge.Newest})
	part([]byte{t.challenge.Chosen})
	number(uint64(t.hello.Features))
	number(uint64(t.challenge.Features))
	part([]byte(t.initiator.Node.Name))
	part([]byte(t.acceptor.Node.Name))
	number(t.initiator.Node.Incarnation)
	number(t.acceptor.Node.Incarnation)
	part(t.initiator.appendRest(nil))
	part(t.acceptor.appendRest(nil))
	part(t.hello.Nonce[:])
	part(t.challenge.Nonce[:])
	part(t.binding)

	mac.Sum(out[:0])
	return out
}

// proven returns the one of these cookies that the tag was made with. It takes the
// same time whichever it is.
func (t *transcript) proven(got Tag, role string, cookies []Cookie) (with Cookie, ok bool) {
	for _, c := range cookies {
		want := t.tag(c, role)
		if hmac.Equal(want[:], got[:]) {
			with, ok = c, true
		}
	}
	return with, ok
}
