package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/dist/observe/draw"
	"github.com/mesh-actors/mesh/mesher/app"
)

// cluster is the command that looks into running nodes. It attaches to one of
// them as a hidden node, and needs no database.
type cluster struct {
	Status    clusterStatus    `cmd:"" help:"Say how all nodes fare."`
	Watch     clusterWatch     `cmd:"" help:"Show that again and again, with what goes over the connections."`
	Tree      clusterTree      `cmd:"" help:"Draw which processes of a node are supervised, how often they came back, and why."`
	Processes clusterProcesses `cmd:"" help:"List the busiest processes of a node."`
	Links     clusterLinks     `cmd:"" help:"List a node's connections to others."`
	Names     clusterNames     `cmd:"" help:"List the names that processes of a node have."`

	Node       string `env:"MESHER_NODE_NAME" placeholder:"NODE" help:"Node to attach to, name@host:port or host:port. It asks the others."`
	Cookie     cookie `embed:""`
	credential `embed:""`
	Patience   time.Duration `default:"10s" placeholder:"DURATION" help:"How long to wait for an answer (${default})."`
}

// attached calls ask while attached to a node.
func (c cluster) attached(ctx context.Context, ask func(ctx context.Context, o *observe.Observer) error) error {
	if c.Node == "" {
		return errors.New("which node? Say --node name@host:port, or set MESHER_NODE_NAME as the node has it. A server that runs alone has none; GET /api/v1/cluster tells of it")
	}
	cookies, err := c.Cookie.secrets()
	if err != nil {
		return err
	}
	settings := app.Cluster{Cookies: cookies, Certificate: c.NodeCert, Key: c.NodeKey, Authority: c.NodeCA}
	within, cancel := context.WithTimeout(ctx, c.Patience)
	defer cancel()
	o, err := app.Attach(within, settings, c.Node)
	if err != nil {
		return err
	}
	defer o.Close()
	return ask(ctx, o)
}

// tell asks once, and prints the answer: in JSON, or as drawn by draw.
func tell[T any](c cluster, to io.Writer, asJSON bool,
	ask func(ctx context.Context, o *observe.Observer) (T, error), draw func(to io.Writer, answer T) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*c.Patience) // to attach, to ask, and for the node to ask the others
	defer cancel()
	return c.attached(ctx, func(ctx context.Context, o *observe.Observer) error {
		answer, err := ask(ctx, o)
		if err != nil {
			return err
		}
		if asJSON {
			e := json.NewEncoder(to)
			e.SetEscapeHTML(false) // the < and > of PIDs are for eyes, too
			return e.Encode(answer)
		}
		return draw(to, answer)
	})
}

type clusterStatus struct {
	JSON bool `name:"json" help:"Answer in JSON."`
}

// Run prints the state of all nodes.
func (s clusterStatus) Run(p *program, stdout io.Writer) error {
	survey := func(ctx context.Context, o *observe.Observer) ([]observe.Report, error) { return o.Survey(ctx) }
	if !s.JSON {
		return tell(p.Cluster, stdout, false, survey, draw.Nodes)
	}
	status := func(ctx context.Context, o *observe.Observer) (any, error) {
		reports, err := survey(ctx, o)
		return app.StatusOf(reports), err
	}
	return tell(p.Cluster, stdout, true, status, nil)
}

// of is the node to ask about.
type of struct {
	Of   string `placeholder:"NODE" help:"Another node to ask about, as status names it, than the one that is attached to."`
	JSON bool   `name:"json" help:"Answer in JSON."`
}

type clusterTree struct{ of }

// Run draws a node's supervisors.
func (t clusterTree) Run(p *program, stdout io.Writer) error {
	return tell(p.Cluster, stdout, t.JSON, func(ctx context.Context, o *observe.Observer) (observe.Tree, error) {
		return o.Tree(ctx, t.Of)
	}, func(to io.Writer, tree observe.Tree) error { return draw.Tree(to, tree, time.Now()) })
}

type clusterProcesses struct {
	of
	Sort  string `default:"mailbox" enum:"mailbox,messages,age" placeholder:"ORDER" help:"By mailbox, messages or age (${default})."`
	Limit int    `default:"20" placeholder:"NUMBER" help:"How many at most (${default})."`
}

// Validate is called by kong.
func (c clusterProcesses) Validate() error { return checkLimit(c.Limit) }

// Run lists the first processes of an order.
func (c clusterProcesses) Run(p *program, stdout io.Writer) error {
	return tell(p.Cluster, stdout, c.JSON, func(ctx context.Context, o *observe.Observer) (observe.List[observe.Process], error) {
		return pages(c.Limit, func(page observe.Page) (observe.List[observe.Process], error) {
			return o.Processes(ctx, c.Of, observe.Order(c.Sort), page)
		})
	}, draw.Processes)
}

// allOfThem bounds answers without a limit of their own.
const allOfThem = 10_000

type clusterLinks struct{ of }

// Run lists a node's links.
func (l clusterLinks) Run(p *program, stdout io.Writer) error {
	return tell(p.Cluster, stdout, l.JSON, func(ctx context.Context, o *observe.Observer) (observe.List[observe.Link], error) {
		return linksOf(ctx, o, l.Of)
	}, func(to io.Writer, links observe.List[observe.Link]) error { return draw.Links(to, links.Items) })
}

func linksOf(ctx context.Context, o *observe.Observer, node string) (observe.List[observe.Link], error) {
	return pages(allOfThem, func(page observe.Page) (observe.List[observe.Link], error) { return o.Links(ctx, node, page) })
}

type clusterNames struct {
	of
	Global bool `help:"Names of the whole cluster, as the node knows them; else those that are of this node alone."`
	Limit  int  `default:"100" placeholder:"NUMBER" help:"How many at most (${default})."`
}

// Validate is called by kong.
func (n clusterNames) Validate() error { return checkLimit(n.Limit) }

// Run lists names.
func (n clusterNames) Run(p *program, stdout io.Writer) error {
	return tell(p.Cluster, stdout, n.JSON, func(ctx context.Context, o *observe.Observer) (observe.List[observe.Name], error) {
		return pages(n.Limit, func(page observe.Page) (observe.List[observe.Name], error) {
			if n.Global {
				return o.GlobalNames(ctx, n.Of, page)
			}
			return o.Names(ctx, n.Of, page)
		})
	}, draw.Names)
}

func checkLimit(limit int) error {
	if limit < 1 {
		return fmt.Errorf("--limit must be 1 or more, not %d", limit)
	}
	return nil
}

// pages joins pages, up to a limit.
func pages[T any](limit int, ask func(observe.Page) (observe.List[T], error)) (all observe.List[T], err error) {
	all.Items = []T{}
	for page := (observe.Page{}); len(all.Items) < limit; {
		page.Limit = limit - len(all.Items)
		got, err := ask(page)
		if err != nil {
			return all, err
		}
		all.Items, all.Total, all.Next = append(all.Items, got.Items...), got.Total, got.Next
		if page.After = got.Next; page.After == "" {
			break
		}
	}
	return all, nil
}
