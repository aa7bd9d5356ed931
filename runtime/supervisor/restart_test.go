package supervisor

import (
	"errors"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// S23: which children are restarted after which exits.
func TestRestartAfter(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		restart Restart
		reason  error
		want    bool
	}{
		{Permanent, actor.Normal, true},
		{Permanent, actor.Shutdown, true},
		{Permanent, boom, true},
		{Transient, actor.Normal, false},
		{Transient, actor.Shutdown, false},
		{Transient, actor.ShutdownBecause(boom), false},
		{Transient, boom, true},
		{Transient, actor.Killed, true},
		{Transient, actor.NoConnection, true},
		{Transient, &actor.PanicError{Value: "boom"}, true},
		{Temporary, actor.Normal, false},
		{Temporary, boom, false},
		{Temporary, actor.Killed, false},
	} {
		if got := c.restart.after(c.reason); got != c.want {
			t.Errorf("restart %d after %v: got %t", c.restart, c.reason, got)
		}
	}
}
