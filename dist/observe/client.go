package observe

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/task"
)

// A Client asks the observer of one node. Each question names the node that is to
// answer it: that node, or one that it is connected to; empty means that node.
type Client struct {
	sys  *actor.System
	node string // the node asked; empty: the system's own
}

// Of returns a client of a system's own observer.
func Of(sys *actor.System) Client { return Client{sys: sys} }

// Node asks for a description of a node.
func (c Client) Node(ctx context.Context, node string) (Node, error) {
	return ask[Node](ctx, c, question{About: aboutNode, Node: node})
}

// Links asks for a node's connections, current and lost, sorted by name.
func (c Client) Links(ctx context.Context, node string, p Page) (List[Link], error) {
	return ask[List[Link]](ctx, c, question{About: aboutLinks, Node: node, Page: p})
}

// Processes asks for processes.
func (c Client) Processes(ctx context.Context, node string, by Order, p Page) (List[Process], error) {
	return ask[List[Process]](ctx, c, question{About: aboutProcesses, Node: node, Order: by, Page: p})
}

// Tree asks for the supervision trees.
func (c Client) Tree(ctx context.Context, node string) (Tree, error) {
	tree, err := ask[Tree](ctx, c, question{About: aboutTree, Node: node})
	for _, r := range tree.Rows {
		if r.Depth < 0 || r.Depth > deepest {
			return Tree{}, fmt.Errorf("ask %s: a tree that is %d deep", cmp.Or(node, c.node), r.Depth)
		}
	}
	return tree, err
}

// Names asks for the names of a node's processes on that node.
func (c Client) Names(ctx context.Context, node string, p Page) (List[Name], error) {
	return ask[List[Name]](ctx, c, question{About: aboutNames, Node: node, Page: p})
}

// GlobalNames asks for the names of the whole cluster, as a node knows them.
func (c Client) GlobalNames(ctx context.Context, node string, p Page) (List[Name], error) {
	return ask[List[Name]](ctx, c, question{About: aboutGlobalNames, Node: node, Page: p})
}

// ErrLost is what a survey reports for a node that was connected, is not now, and
// did not leave by itself.
var ErrLost = errors.New("it was lost")

// A Report describes a node, or says why it did not answer.
type Report struct {
	Node       // its name is set in any case
	Err  error `json:"-"`
}

// Status returns the node's status in a word: up; down, if it is no longer
// connected; silent, if it is but did not answer.
func (r Report) Status() string {
	switch r.Err {
	case nil:
		return "up"
	case ErrLost:
		return "down"
	}
	return "silent"
}

// surveyors bounds how many nodes are asked at a time.
const surveyors = atOnce / 2 // the node that passes the questions on answers others as well

// Survey asks the node itself, and then all nodes it is connected to, for their
// descriptions. Nodes that don't answer in 5 s are in the result as well, and so
// are those that it was connected to.
func (c Client) Survey(ctx context.Context) ([]Report, error) {
	self, err := c.Node(ctx, "")
	if err != nil {
		return nil, err
	}
	peers, err := task.Map(ctx, c.sys, self.Peers, surveyors, func(p *actor.Process, peer string) (Report, error) {
		n, err := c.Node(ctx, peer)
		n.Name = peer
		return Report{n, err}, nil
	})
	reports := append([]Report{{Node: self}}, peers...)
	for _, name := range self.Lost {
		reports = append(reports, Report{Node{Name: name}, ErrLost})
	}
	return reports, err
}

func ask[T any](ctx context.Context, c Client, q question) (answer T, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	at := Registered
	if c.node != "" {
		at += "@" + c.node
	}
	b, err := q.encode()
	if err != nil {
		return answer, err
	}
	reply, err := service.Call[[]byte](ctx, c.sys, at, b)
	if err == nil {
		answer, err = decode[T](reply)
	}
	if err != nil {
		return answer, fmt.Errorf("ask %s: %w", cmp.Or(q.Node, c.node, c.sys.Node().Name), said(err))
	}
	return answer, nil
}

// said puts the error of a call into words.
func said(err error) error {
	switch {
	case errors.Is(err, actor.ErrNotRegistered), errors.Is(err, actor.NoProc):
		return errors.New("no observer runs there")
	case errors.Is(err, actor.NoConnection):
		return errors.New("it is not connected")
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("no answer in time")
	}
	return err
}
