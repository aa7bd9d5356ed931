package proof

import (
	"slices"
	"testing"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A hidden node talks to the nodes it is connected to, and no other hears of it.
// Though it answers nothing, no process waits for it.
func TestDIST15Hidden(t *testing.T) {
	ada, bob := pair(t, Options{})
	watch := ada.watching("")
	eve := launch(t, start{Options: Options{Who: "eve", Hidden: true}})
	ask[nothing](eve, "Connect", ada.Self().Name)
	far := ask[[]actor.PID](eve, "Spawn", 1)[0]
	eventually(t, "ada can answer eve", func() bool {
		return slices.ContainsFunc(ada.Stats(), func(s dist.PeerStats) bool { return s.Hidden && s.Up })
	})
	ada.serves(far)
	if l := ask[[]string](bob, "List", nothing{}); len(l) != 1 || len(ada.List()) != 1 || len(ask[[]string](eve, "List", nothing{})) != 1 {
		t.Errorf("bob lists %v, ada %v", l, ada.List())
	}
	eve.stop()
	if err := ada.Global().Register(t.Context(), "printer", ada.sys.Spawn(echo)); err != nil {
		t.Error(err)
	}
	if found := ask[Sight](bob, "Look", []string{"printer"}).Found["printer"]; found.IsZero() {
		t.Error("bob does not know the name")
	}
	eve.resume()
	if found := ask[Sight](eve, "Look", []string{"printer"}).Found; len(found) > 0 {
		t.Errorf("who hides was told %v", found)
	}
	if notes := rest(watch, ada.sys); len(notes) > 0 {
		t.Errorf("and there were notes: %v", notes)
	}
}
