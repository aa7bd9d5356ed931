package dist

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Processes that monitor nodes and end leave nothing behind, even if no node
// comes or goes.
func TestWatchesAreForgotten(t *testing.T) {
	n := hostile(t).node
	for range 10_000 {
		pid := n.sys.Spawn(func(p *actor.Process) error {
			n.Monitor(p.Self(), "")
			return nil
		})
		n.sys.Wait(t.Context(), pid)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if left := len(n.watches); left > 100 {
		t.Errorf("%d are left", left)
	}
}

// A process that monitors a node after its own has left is told at once.
func TestMonitorLeaving(t *testing.T) {
	n := hostile(t).node
	if err := n.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	pid := n.sys.Spawn(func(p *actor.Process) error {
		n.Monitor(p.Self(), "bob@b:1")
		down, _ := actor.ReceiveFor[NodeDown](p, actor.Forever)
		return down.Reason
	})
	if reason, err := n.sys.Wait(ctx, pid); !errors.Is(reason, ErrLeaving) {
		t.Errorf("told %v, %v", reason, err)
	}
}
