package observe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Registered is the name of a node's observer.
const Registered = "observer"

// ErrBusy is returned when a node already answers as many questions as it may.
var ErrBusy = errors.New("the node answers other questions; ask again in a moment")

const (
	atOnce   = 16              // questions being answered at a time
	waiting  = 64              // questions that may wait to be read
	patience = 5 * time.Second // how long an asker waits for an answer
	effort   = 4 * time.Second // how long an answerer may take: then it answers with what it has
)

// Config configures an observer. The zero Config is for a system that stands alone.
type Config struct {
	// Node returns the system's node, which may start later than the observer, and nil
	// until then. If Node is nil, there never is one.
	Node func() *dist.Node
	// Version is the program's version.
	Version string
	// Started is when the program started; now when zero.
	Started time.Time
	// Figures returns what the program says about itself, the first 32 of it, until
	// ctx ends. It is called concurrently. If nil, the program adds nothing.
	Figures func(ctx context.Context) []Figure
}

// Run returns the [actor.Starter] of a node's observer, which registers as
// [Registered].
func Run(c Config) actor.Starter {
	if c.Started.IsZero() {
		c.Started = time.Now()
	}
	if c.Node == nil {
		c.Node = func() *dist.Node { return nil }
	}
	if c.Figures == nil {
		c.Figures = func(context.Context) []Figure { return nil }
	}
	start := service.Run(func() service.Server {
		return &server{Config: c, places: make(chan struct{}, atOnce)}
	})
	return start.With(actor.Named(Registered), actor.Bounded(waiting, actor.Refuse))
}

// server answers questions.
type server struct {
	Config
	places chan struct{} // one for each question that is being answered
}

// HandleCall takes a question. The answer is prepared on another goroutine, so that
// a slow one does not delay others.
func (s *server) HandleCall(p *actor.Process, request any) (any, error) {
	q, err := parseQuestion(request)
	if err != nil {
		return nil, err
	}
	select {
	case s.places <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	sys := p.System()
	return service.Later(func(r actor.Request) {
		p.Go(func(ctx context.Context) {
			defer func() { <-s.places }()
			ctx, cancel := context.WithTimeout(ctx, effort)
			defer cancel()
			b, err := s.answer(ctx, sys, q)
			r.Reply(b, err)
		})
	}), nil
}

func (s *server) answer(ctx context.Context, sys *actor.System, q question) ([]byte, error) {
	if q.Node != "" && q.Node != sys.Node().Name {
		return s.passOn(ctx, sys, q)
	}
	switch q.About {
	case aboutNode:
		return encode(s.node(ctx, sys))
	case aboutLinks:
		return encode(s.links(q))
	case aboutProcesses:
		return encode(processes(sys, q))
	case aboutTree:
		return encode(supervised(ctx, sys))
	case aboutNames:
		return encode(names(sys.Names(), q))
	case aboutGlobalNames:
		node := s.Node()
		if node == nil {
			return encode(List[Name]{Items: []Name{}})
		}
		return encode(names(node.Global().Names(), q))
	}
	panic("observe: parseQuestion let pass " + q.About)
}

// passOn has another node answer, as if asked directly. That node does not pass the
// question on.
func (s *server) passOn(ctx context.Context, sys *actor.System, q question) ([]byte, error) {
	if s.Node() == nil {
		return nil, fmt.Errorf("this node is alone, and not connected to %.80q", q.Node)
	}
	to := q.Node
	q.Node = ""
	b, err := q.encode()
	if err != nil {
		return nil, err
	}
	b, err = service.Call[[]byte](ctx, sys, Registered+"@"+to, b)
	if err != nil {
		return nil, said(err) // here, where it is still the original error
	}
	return b, nil
}
