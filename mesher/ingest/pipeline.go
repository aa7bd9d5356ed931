package ingest

import (
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// The names of the services, on their node. Processors are numbered from 1.
const (
	Registry  = "mesher_registry"
	KeyRing   = "key_ring"
	Limiter   = "rate_limiter"
	Processor = "event_processor_" // and a number
	Writer    = "storage_writer"
	Drainer   = "spool_drainer"
	Ledger    = "outcome_ledger"
	Checker   = "health_checker"
)

// A Pipeline takes events in. It is a handle: the services themselves live in the
// tree of [Pipeline.Spec], and are looked up by name each time, so that a
// restarted one is found as well.
type Pipeline struct {
	sys    *actor.System
	config Config
	work   processor
	gate   *gate
}

// New makes the pipeline of a system, which may have only one. It starts nothing.
func New(sys *actor.System, c Config) (*Pipeline, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Pipeline{
		sys: sys, config: c,
		work: processor{c.Decode, payload.NewCodec()},
		gate: newGate(c, processorNames(c.Processors)),
	}, nil
}

func processorNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = Processor + strconv.Itoa(i+1)
	}
	return names
}

// Spec returns the supervision tree. Each service is restarted alone: services
// find each other by name and share no state.
func (p *Pipeline) Spec() supervisor.Spec {
	spec := supervisor.Spec{
		Strategy: supervisor.OneForOne,
		// One fault may well hit each service once, and each processor.
		MaxRestarts: 10 + p.config.Processors,
		Window:      5 * time.Second,
	}
	names := processorNames(p.config.Processors)
	add := func(name string, make func() service.Server) {
		spec.Children = append(spec.Children, supervisor.Child{ID: name, Start: service.Run(make).With(actor.Named(name))})
	}
	add(Registry, func() service.Server { return &registry{processors: names} })
	add(Ledger, func() service.Server { return newLedger(p.config.Store) }) // before the services that cast to it
	add(KeyRing, func() service.Server { return newKeyRing() })
	add(Limiter, func() service.Server { return newLimiter(p.config) })
	add(Writer, func() service.Server { return newWriter(p.config) })
	if p.config.Spool != nil {
		add(Drainer, func() service.Server { return newDrainer(p.config) })
	}
	for _, name := range names {
		add(name, func() service.Server { return p.work })
	}
	var services []string
	for _, c := range spec.Children {
		services = append(services, c.ID)
	}
	spec.Children = append(spec.Children, supervisor.Child{ID: Checker, Start: actor.Run(checker(services)).With(actor.Named(Checker))})
	return spec
}
