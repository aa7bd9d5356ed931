package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// What a node adds to the runtime's report, under names that all versions share.
const (
	figureRate     = "events_per_s"
	figureQueue    = "queue"
	figureSpooled  = "spooled"
	figureLent     = "lent"
	figureBorrowed = "borrowed"
	figureDuties   = "duties"
)

// observers returns the processes that report to others on this node.
func (p *program) observers() supervisor.Spec {
	return supervisor.Spec{Children: []supervisor.Child{
		{ID: throughputName, Start: actor.Run(p.throughput.measure(p.pipeline.Stats)).With(actor.Named(throughputName))},
		{ID: observe.Registered, Start: observe.Run(observe.Config{
			Node: p.node.Load, Version: buildVersion(), Started: p.started, Figures: p.figures,
		})},
	}}
}

// figures returns the program's figures about itself; those that can't be had now
// are left out.
func (p *program) figures(ctx context.Context) []observe.Figure {
	figures := []observe.Figure{{Name: figureRate, Number: p.throughput.perSecond()}}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if q, err := p.pipeline.Queue(ctx); err == nil {
		figures = append(figures, observe.Figure{Name: figureQueue, Number: float64(q.Entering + q.Events + q.Detoured)})
	}
	figures = append(figures, observe.Figure{Name: figureSpooled, Number: float64(p.spool.Records())})
	if l := p.lending.Load(); l != nil {
		f := l.Figures()
		figures = append(figures, observe.Figure{Name: figureLent, Number: float64(f.Lent)},
			observe.Figure{Name: figureBorrowed, Number: float64(f.Borrowed)})
	}
	if here := p.duties.here(); len(here) > 0 {
		figures = append(figures, observe.Figure{Name: figureDuties, Text: strings.Join(here, ", ")})
	}
	return figures
}

// here returns the names of the duties that this node does now.
func (d *duties) here() (names []string) {
	for name, last := range d.status() {
		if last.Here {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// buildVersion returns the version that the compiler recorded in the program.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}

// Attach attaches to a node of a cluster, from a program that is not a node, with
// the cookie and the certificate of that cluster. It uses no database.
func Attach(ctx context.Context, c Cluster, to string) (*observe.Observer, error) {
	if len(c.Cookies) == 0 {
		return nil, errors.New("to attach takes the secret of the cluster: set MESHER_COOKIE or MESHER_COOKIE_FILE as the node has it")
	}
	config, err := c.node(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	_, at, _ := strings.Cut(cmp.Or(c.Name, to), "@")
	host, _, _ := net.SplitHostPort(at) // empty: where the node is
	return observe.Attach(ctx, observe.Attachment{To: to, Cookies: config.Cookies, TLS: config.TLS, Host: host})
}
