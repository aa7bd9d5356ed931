package app

import (
	"context"
	"errors"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// standInName is the service that takes events for nodes without a pipeline.
const standInName = "stand_in"

const (
	// standInWithin bounds the wait for another node, and standInAgain is how soon a
	// client should retry if that did not help.
	standInWithin = 10 * time.Second
	standInAgain  = 5 * time.Second
)

// intake takes the events that come to the doors: it passes them to this node's
// pipeline or, while that is absent, to the node whose registry has the cluster's
// name.
type intake struct {
	*ingest.Pipeline
	program *program
}

// Submit implements [server.Intake].
func (in intake) Submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error) {
	node, ok := in.program.elsewhere()
	if !ok {
		return in.Pipeline.Submit(ctx, s)
	}
	ctx, cancel := context.WithTimeout(ctx, standInWithin)
	defer cancel()
	event, err := service.Call[handled](ctx, in.program.sys, standInName+"@"+node, s)
	if err != nil {
		return mesher.Receipt{}, &mesher.Error{
			Kind: mesher.Unavailable, RetryAfter: standInAgain, Err: err,
			Message: "this node can't take events now, and no other did it; try again",
		}
	}
	return event.unpack()
}

// elsewhere returns the node to ask when there is no pipeline here.
func (p *program) elsewhere() (name string, ok bool) {
	node := p.node.Load()
	if _, here := p.sys.Whereis(ingest.Registry); here || node == nil {
		return "", false
	}
	registry, ok := node.Global().Whereis(ingest.Registry)
	return registry.Node().Name, ok && registry.Node() != node.Self()
}

// A standIn is a service that submits only to its own node's pipeline, so that
// nothing goes in circles.
type standIn struct{ pipeline *ingest.Pipeline }

// HandleCall answers a [mesher.Submission] when it is known what became of it.
func (s standIn) HandleCall(p *actor.Process, request any) (any, error) {
	submission, ok := request.(mesher.Submission)
	if !ok {
		return nil, service.Unknown(request)
	}
	return service.Later(func(r actor.Request) {
		p.Go(func(ctx context.Context) {
			receipt, err := s.pipeline.Submit(ctx, submission)
			r.Reply(handledAs(receipt, err), nil)
		})
	}), nil
}

// A handled event is the outcome of an event, as one node tells another: an error
// of ours would lose its kind on the way.
type handled struct {
	Receipt    mesher.Receipt
	Failed     bool
	Kind       mesher.Kind
	Message    string
	RetryAfter time.Duration
}

func handledAs(receipt mesher.Receipt, err error) handled {
	h := handled{Receipt: receipt, Failed: err != nil, Kind: mesher.KindOf(err)}
	if e, ok := errors.AsType[*mesher.Error](err); ok {
		h.Message, h.RetryAfter = e.Message, e.RetryAfter
	}
	return h
}

func (h handled) unpack() (mesher.Receipt, error) {
	if !h.Failed {
		return h.Receipt, nil
	}
	return h.Receipt, &mesher.Error{Kind: h.Kind, Message: h.Message, RetryAfter: h.RetryAfter, Err: errors.New("another node refused it")}
}
