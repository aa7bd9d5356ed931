package service_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// quitter ends itself from wherever it is told to.
type quitter struct{ why error }

func (q quitter) HandleCall(*actor.Process, any) (any, error) {
	return "bye", fmt.Errorf("enough: %w", service.Stop(q.why))
}
func (q quitter) HandleCast(*actor.Process, any) error { return service.Stop(q.why) }
func (q quitter) HandleInfo(*actor.Process, any) error { return service.Stop(q.why) }

func TestStopFromAnywhere(t *testing.T) {
	broken := errors.New("broken")
	for name, tell := range map[string]func(sys *actor.System, pid actor.PID){
		"call": func(sys *actor.System, pid actor.PID) {
			if v, err := service.Call[string](t.Context(), sys, pid, "quit"); v != "bye" || err != nil {
				t.Errorf("the last call gave %q, %v", v, err)
			}
		},
		"cast": func(sys *actor.System, pid actor.PID) { service.Cast(sys, pid, "quit") },
		"info": func(sys *actor.System, pid actor.PID) { sys.Send(pid, "quit") },
	} {
		for why, want := range map[error]error{nil: actor.Normal, broken: broken} {
			sys := actor.NewSystem(actor.Config{})
			pid, err := service.Start(t.Context(), sys, quitter{why})
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			watching := make(chan struct{})
			sys.Spawn(func(p *actor.Process) error {
				p.Monitor(pid)
				close(watching)
				ended <- p.Receive().(actor.Down).Reason
				return nil
			})
			<-watching
			tell(sys, pid)
			if reason := <-ended; reason != want {
				t.Errorf("%s: exited for %v, want %v", name, reason, want)
			}
			if err := sys.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		}
	}
}
