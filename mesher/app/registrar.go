package app

import (
	"context"
	"errors"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

const (
	// registrarName is the registrar's name on its node.
	registrarName = "registrar"
	// lookEvery is how often a registrar checks whether a name has lost its holder.
	// It looks in its own node's table, which costs no messages.
	lookEvery = 250 * time.Millisecond
	// registerTimeout bounds one attempt to take a name, to which all nodes have to
	// agree; after a while there is another.
	registerTimeout = 5 * time.Second
)

// A registrar makes the pipeline's registry known to all nodes: under a name with
// that of its node, and under the plain name, which one registry has for the
// whole cluster. Whatever happens to a holder, its node or the network between,
// shows as a name without a holder: the registrar that sees it takes it.
type registrar struct{ global *dist.Global }

func (r registrar) run(p *actor.Process) error {
	for {
		if registry, ok := p.System().Whereis(ingest.Registry); ok {
			r.see(p, ingest.RegistryOf(p.Self().Node().Name), registry)
			r.see(p, ingest.Registry, registry)
		}
		p.Sleep(lookEvery)
	}
}

// see registers the registry under a name that has no holder. If several nodes
// try at once, one of them gets it.
func (r registrar) see(p *actor.Process, name string, registry actor.PID) {
	if _, ok := r.global.Whereis(name); ok {
		return
	}
	ctx, cancel := context.WithTimeout(p.Context(), registerTimeout)
	defer cancel()
	err := r.global.Register(ctx, name, registry)
	_, taken := errors.AsType[*actor.NameError](err)
	switch {
	case err == nil:
		p.Log().Info("the registry has a name in the cluster", "as", name)
	case !taken && ctx.Err() == nil:
		p.Log().Debug("the registry got no name in the cluster; it is tried again", "as", name, "err", err)
	}
}
