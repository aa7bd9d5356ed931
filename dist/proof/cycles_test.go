package proof

import (
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Nothing is left of closed connections, at either end: no goroutine, no file
// descriptor, no memory.
func TestDIST02Cycles(t *testing.T) {
	ada := begin(t, Options{Who: "ada"})
	bob := launch(t, start{Options: Options{Who: "bob"}})
	far := ask[[]actor.PID](bob, "Spawn", 1)[0]
	probe := ada.probe()
	cycle := func(n int) {
		for range n {
			ada.connect(bob.name())
			probe.Do(func(p *actor.Process) { p.Demonitor(p.Monitor(far)) })
			ada.serves(far)
			ada.Disconnect(bob.name())
			eventually(t, "it is over at the other end", func() bool { return len(ask[[]string](bob, "List", nothing{})) == 0 })
		}
	}
	cycle(100) // so that pools and tables have grown
	here, there := usage(), ask[Usage](bob, "Usage", nothing{})
	n := scaled(t, 100, 1000)
	cycle(n)
	for _, end := range []struct {
		before Usage
		now    func() Usage
	}{{here, usage}, {there, func() Usage { return ask[Usage](bob, "Usage", nothing{}) }}} {
		eventually(t, "the baseline", func() bool {
			now := end.now()
			return now.Goroutines <= end.before.Goroutines+5 && now.Files <= end.before.Files+2 && now.Heap <= end.before.Heap+1<<20
		})
		t.Logf("%d cycles: %+v, then %+v", n, end.before, end.now())
	}
}
