package ingest

import (
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// The requests to the registry, by [service.Call], and its casts, by
// [service.Cast].
type (
	GetParts   struct{}         // answered with Parts
	GetCount   struct{}         // the reply is an int: events since the last reset
	ResetCount struct{}         // likewise, and the count starts again at 0
	Increment  struct{ By int } // cast: this many more events
)

// Parts lists the parts of a node's pipeline. The PID of a service that is just
// being restarted is zero.
type Parts struct {
	Limiter    actor.PID
	Writer     actor.PID
	Processors []actor.PID
}

// RegistryOf returns the name that a node's registry has in the whole cluster.
// One registry also has the plain name.
func RegistryOf(node string) string { return Registry + "@" + node }

// registry is the PipelineRegistry service, through which other nodes and the
// load monitor find the pipeline.
type registry struct {
	processors []string // names
	count      int      // events given to processors
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

// HandleInfo receives the news that another node's registry keeps the plain name,
// after both had it. The registrar learns that too.
func (r *registry) HandleInfo(*actor.Process, any) error { return nil }

// parts looks the services up each time: names outlive restarts, PIDs don't.
func (r *registry) parts(sys *actor.System) (parts Parts) {
	parts.Limiter, _ = sys.Whereis(Limiter)
	parts.Writer, _ = sys.Whereis(Writer)
	for _, name := range r.processors {
		pid, _ := sys.Whereis(name)
		parts.Processors = append(parts.Processors, pid)
	}
	return parts
}
