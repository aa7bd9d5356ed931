package dist

import (
	"testing"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestDecide(t *testing.T) {
	ada, bob := actor.Node{Name: "ada@a:1", Incarnation: 1}, actor.Node{Name: "bob@b:1", Incarnation: 2}
	for name, c := range map[string]struct {
		claim
		want wire.Refusal
	}{
		"a free place":                     {claim{self: ada, peer: bob}, wire.Admitted},
		"this node leaves":                 {claim{self: ada, peer: bob, leaving: true}, wire.Leaving},
		"another node of this one's name":  {claim{self: ada, peer: actor.Node{Name: "ada@a:1", Incarnation: 9}}, wire.NameTaken},
		"another run is connected (S40)":   {claim{self: ada, peer: bob, connected: 7}, wire.NameTaken},
		"this run is connected":            {claim{self: ada, peer: bob, connected: 2}, wire.Connected},
		"a run that was replaced (S41)":    {claim{self: ada, peer: bob, past: []uint64{5, 2}}, wire.Stale},
		"one is being set up":              {claim{self: ada, peer: bob, reserved: true}, wire.Connected},
		"both dial, the peer's is greater": {claim{self: ada, peer: bob, dialling: true, accepted: true}, wire.Admitted},
		"both dial, ours is greater (S39)": {claim{self: bob, peer: ada, dialling: true, accepted: true}, wire.Simultaneous},
		"dialled twice from here":          {claim{self: bob, peer: ada, dialling: true}, wire.Connected},
	} {
		if got := c.decide(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
