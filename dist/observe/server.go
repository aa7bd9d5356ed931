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

// ErrBusy says that a node answers as many questions as it does at a time.
var ErrBusy = errors.New("the node answers other questions; ask again in a moment")

const (
	atOnce   = 16              // questions that are answered at a time
	waiting  = 64              // that may wait to be looked at
	patience = 5 * time.Second // for an answer, of who asks
	effort   = 4 * time.Second // for one, of who answers: what there is by then
)

// Config of what can be observed. The zero Config is for a system that stands alone.
type Config struct {
	// Node is the system's place in a cluster, which may come later than the
	// observer, and is nil until then. Nil: there never is one.
	Node func() *dist.Node
	// Version is the program's.
	Version string
	// Started is when the program was: now.
	Started time.Time
	// Figures are what the program says of itself, the first 32 of them, until ctx
	// ends. It is called by several goroutines at a time. Nil: it adds nothing.
	Figures func(ctx context.Context) []Figure
}

// Run is the [actor.Starter] of a node's observer, which registers as
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

// HandleCall takes a question. The answer is put together beside the process, so that
// one that takes a while keeps nobody else waiting.
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

// passOn has another node answer, as it would who asked it. There the question goes no
// further.
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
		return nil, said(err) // here, where it still is what it was
	}
	return b, nil
}
