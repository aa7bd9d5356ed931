package dist_test

import (
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// pairOverTCP returns two connected nodes of this program.
func pairOverTCP(b *testing.B) (ada, bob testNode) {
	ada, bob = overTCP(b, "ada"), overTCP(b, "bob")
	ada.connect(b, bob)
	return ada, bob
}

func BenchmarkRemotePingPong(b *testing.B) {
	ada, bob := pairOverTCP(b)
	far := bob.sys.Spawn(func(p *actor.Process) error {
		for {
			p.Send(p.Receive().(actor.PID), 1)
		}
	})
	ada.run(b, func(p *actor.Process) {
		for b.Loop() {
			p.Send(far, p.Self())
			p.Receive()
		}
	})
}

func BenchmarkRemoteCall(b *testing.B) {
	ada, bob := pairOverTCP(b)
	far := bob.sys.Spawn(echo)
	ada.run(b, func(p *actor.Process) {
		for b.Loop() {
			if _, err := p.Call(b.Context(), far, 1); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkRemoteFlood(b *testing.B) {
	ada, bob := pairOverTCP(b)
	done := make(chan struct{}, 1)
	far := bob.sys.Spawn(func(p *actor.Process) error {
		for {
			if p.Receive() == "done" {
				done <- struct{}{}
			}
		}
	})
	ada.run(b, func(p *actor.Process) {
		for b.Loop() {
			if err := p.SendContext(b.Context(), far, 1); err != nil {
				b.Error(err)
			}
		}
		p.SendContext(b.Context(), far, "done")
		<-done
	})
}

func BenchmarkRemoteLarge(b *testing.B) {
	ada, bob := pairOverTCP(b)
	done := make(chan struct{}, 1)
	far := bob.sys.Spawn(func(p *actor.Process) error {
		for {
			p.Receive()
			done <- struct{}{}
		}
	})
	msg := make([]byte, 1<<20)
	b.SetBytes(int64(len(msg)))
	ada.run(b, func(p *actor.Process) {
		for b.Loop() {
			if err := p.SendContext(b.Context(), far, msg); err != nil {
				b.Error(err)
			}
			<-done
		}
	})
}
