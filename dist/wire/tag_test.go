package wire

import (
	"encoding/hex"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The value of one tag, so that another implementation can compare.
func TestTagVector(t *testing.T) {
	said := transcript{
		hello:     Hello{1, 2, 3, Nonce{0: 4}},
		challenge: Challenge{1, 2, 2, 5, Nonce{31: 6}},
		initiator: Identity{actor.Node{Name: "ada@a:1", Incarnation: 7}, true, Limits{8, 9}},
		acceptor:  Identity{actor.Node{Name: "bob@b:1", Incarnation: 10}, false, Limits{11, 12}},
		binding:   []byte("binding"),
	}
	got := said.tag(cookie(t, "cookie"), roleEnter)
	const want = "3899118a4ad7eccd45bea4238b62f481c540c6322e6e8d8783b2ec5b629333ce"
	if hex.EncodeToString(got[:]) != want {
		t.Errorf("tag %x, want %s", got, want)
	}
}

// Different parts that join to the same bytes must not make the same tag: each
// has its length.
func TestTagParts(t *testing.T) {
	c := cookie(t, "cookie")
	seen := map[Tag]int{}
	for i, said := range []transcript{
		{initiator: Identity{Node: actor.Node{Name: "ab"}}},
		{initiator: Identity{Node: actor.Node{Name: "a"}}, acceptor: Identity{Node: actor.Node{Name: "b"}}},
		{acceptor: Identity{Node: actor.Node{Name: "ab"}}},
		{binding: []byte("ab")},
		{hello: Hello{Oldest: 1}},
		{hello: Hello{Newest: 1}},
		{hello: Hello{Features: 1}},
		{hello: Hello{Nonce: Nonce{1}}},
		{challenge: Challenge{Oldest: 1}},
		{challenge: Challenge{Newest: 1}},
		{challenge: Challenge{Chosen: 1}},
		{challenge: Challenge{Features: 1}},
		{challenge: Challenge{Nonce: Nonce{1}}},
		{initiator: Identity{Node: actor.Node{Incarnation: 1}}},
		{acceptor: Identity{Node: actor.Node{Incarnation: 1}}},
		{initiator: Identity{Hidden: true}},
		{acceptor: Identity{Hidden: true}},
		{initiator: Identity{Limits: Limits{Message: 1}}},
		{initiator: Identity{Limits: Limits{Reassembly: 1}}},
		{acceptor: Identity{Limits: Limits{Message: 1}}},
		{},
	} {
		tag := said.tag(c, roleKnock)
		if other, taken := seen[tag]; taken {
			t.Errorf("transcripts %d and %d have the same tag", other, i)
		}
		seen[tag] = i
	}
}
