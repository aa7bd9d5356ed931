package lending

import (
	"cmp"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Config configures a [Lending]. The pipeline and the nodes are required.
type Config struct {
	Pipeline *ingest.Pipeline
	Nodes    Nodes

	// Threshold is how many events may come in an interval before help is requested;
	// default 100, negative for never.
	Threshold int
	// Interval is how often the load is checked; default 5 s.
	Interval time.Duration
}

// A Lending is one node's part in lending: the loans that it has taken, and the
// processors that it runs for others.
type Lending struct {
	config Config
	lent   atomic.Int64 // processors that run here for others

	mu      sync.Mutex // guards figures
	figures Figures
}

// New makes the lending of a node. It starts nothing.
func New(c Config) (*Lending, error) {
	if c.Pipeline == nil || c.Nodes == nil {
		return nil, errors.New("lending: Config lacks the pipeline or the nodes")
	}
	if c.Interval < 0 {
		return nil, errors.New("lending: the interval is negative")
	}
	c.Threshold = cmp.Or(c.Threshold, 100)
	c.Interval = cmp.Or(c.Interval, 5*time.Second)
	return &Lending{config: c}, nil
}

// Start returns the starter of the load monitor. The node must offer
// [Lending.Work] as [Function], and register the messages [Load], [Work] and
// [Answer].
func (l *Lending) Start() actor.Starter {
	return service.Run(func() service.Server {
		return &monitor{lending: l, policy: newPolicy(l.config.Threshold), loans: make(map[actor.PID]string)}
	}).With(actor.Named(Monitor))
}

// Figures describes the node as the monitor last saw it, and what it lends now.
func (l *Lending) Figures() Figures {
	l.mu.Lock()
	f := l.figures
	l.mu.Unlock()
	f.Lent, f.From = int(l.lent.Load()), maps.Clone(f.From)
	return f
}

func (l *Lending) set(f Figures) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.figures = f
}
