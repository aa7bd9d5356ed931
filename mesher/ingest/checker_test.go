package ingest

import (
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A hanger is a service that hangs on some requests.
type hanger struct{}

// hang is a request on which it hangs until the channel is closed.
type hang struct{ until chan struct{} }

func (hanger) HandleCall(_ *actor.Process, request any) (any, error) {
	if h, ok := request.(hang); ok {
		<-h.until
	}
	return nil, service.Unknown(request)
}

// RES-01: a service that hangs is back in little more than a minute; one that
// is only slow, and one that is well, are left alone.
func TestWhatHangsIsRestarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.DiscardHandler)})
		names := []string{"well", "slow", "stuck"}
		spec := supervisor.Spec{Children: []supervisor.Child{{ID: Checker, Start: actor.Run(checker(names))}}}
		for _, name := range names {
			start := service.Run(func() service.Server { return hanger{} }).With(actor.Named(name))
			spec.Children = append(spec.Children, supervisor.Child{ID: name, Start: start})
		}
		if _, err := supervisor.Start(t.Context(), sys, spec); err != nil {
			t.Fatal(err)
		}
		before := make(map[string]actor.PID)
		for _, name := range names {
			before[name], _ = sys.Whereis(name)
		}
		slow, stuck := make(chan struct{}), make(chan struct{})
		go service.Call[any](t.Context(), sys, "slow", hang{slow})
		go service.Call[any](t.Context(), sys, "stuck", hang{stuck})
		time.Sleep(checkPatience)
		close(slow)
		time.Sleep(checkEvery + time.Second)
		for _, name := range names {
			if pid, ok := sys.Whereis(name); !ok || (pid != before[name]) != (name == "stuck") {
				t.Errorf("%s: it was %v, and is %v, %v", name, before[name], pid, ok)
			}
		}
		close(stuck)
		sys.Stop(t.Context())
	})
}
