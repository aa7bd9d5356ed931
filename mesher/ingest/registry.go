package ingest

import (
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// What the registry can be asked, by [service.Call], and told, by
// [service.Cast].
type (
	GetParts   struct{}         // answered with Parts
	GetCount   struct{}         // answered with an int: events since the last reset
	ResetCount struct{}         // likewise, and the count begins anew
	Increment  struct{ By int } // cast: so many more events
)

// Parts is what the pipeline of a node consists of. The PID of a service that
// is just being restarted is zero.
type Parts struct {
	Limiter    actor.PID
	Writer     actor.PID
	Processors []actor.PID
}

// RegistryOf is the name that a node's registry has in the whole cluster. One of
// them is found under the plain name as well.
func RegistryOf(node string) string { return Registry + "@" + node }

// registry is the PipelineRegistry service: where other nodes, and the monitor
// of the load, find the pipeline.
type registry struct {
	processors []string // names
	count      int      // of events that were given to processors
}

func (r *registry) HandleCall(p *actor.Process, request any) (any, error) {
	switch request.(type) {
	case GetParts:
		return r.parts(p.System()), nil
	case GetCount:
		return r.count, nil
	case ResetCount:
		n := r.count
		r.count = 0
		return n, nil
	}
	return nil, service.Unknown(request)
}

func (r *registry) HandleCast(_ *actor.Process, msg any) error {
	if m, ok := msg.(Increment); ok {
		r.count += m.By
	}
	return nil
}

// HandleInfo hears that the registry of another node keeps the plain name, after
// both had it. Whoever sees to names knows it too.
func (r *registry) HandleInfo(*actor.Process, any) error { return nil }

// parts looks the services up anew each time: names outlive restarts, PIDs
// don't.
func (r *registry) parts(sys *actor.System) (parts Parts) {
	parts.Limiter, _ = sys.Whereis(Limiter)
	parts.Writer, _ = sys.Whereis(Writer)
	for _, name := range r.processors {
		pid, _ := sys.Whereis(name)
		parts.Processors = append(parts.Processors, pid)
	}
	return parts
}
