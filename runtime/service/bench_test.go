package service_test

import (
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// echo is the smallest server.
type echo struct{}

func (echo) HandleCall(_ *actor.Process, request any) (any, error) { return request, nil }

func BenchmarkCall(b *testing.B) {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(b.Context())
	pid, err := service.Start(b.Context(), sys, echo{})
	if err != nil {
		b.Fatal(err)
	}
	request := new(int)
	done := make(chan struct{})
	b.ReportAllocs()
	b.ResetTimer()
	ctx := b.Context()
	sys.Spawn(func(p *actor.Process) error {
		defer close(done)
		for range b.N {
			if _, err := service.Call[*int](ctx, p, pid, request); err != nil {
				return err
			}
		}
		return nil
	})
	<-done
}
