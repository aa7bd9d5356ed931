package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/task"
)

// mostDetailed bounds the nodes whose links and trees are in one answer.
const mostDetailed = 32

// overview returns all nodes, as this one sees them.
func (p *program) overview(ctx context.Context) (mesher.Cluster, error) {
	ask := observe.Of(p.sys)
	reports, err := ask.Survey(ctx)
	if err != nil {
		return mesher.Cluster{}, mesher.Errorf(mesher.Unavailable, "the node can't say now how it fares: %v", err)
	}
	status := StatusOf(reports)
	c := mesher.Cluster{Self: status.Self, Leader: status.Leader, Links: []mesher.ClusterLink{}, Tree: []mesher.ClusterChild{}}
	for i, r := range reports {
		c.Nodes = append(c.Nodes, nodeOf(status.Nodes[i], r))
	}
	details, err := task.Map(ctx, p.sys, reports[:min(len(reports), mostDetailed)], 4, func(self *actor.Process, r observe.Report) (details, error) {
		return detailsOf(self.Context(), ask, r), nil
	})
	for i, d := range details {
		c.Nodes[i].Error = cmp.Or(c.Nodes[i].Error, d.err)
		c.Links = append(c.Links, d.links...)
		c.Tree = append(c.Tree, d.tree...)
	}
	return c, err
}

// StatusOf returns a survey in the form of the commands and the API.
func StatusOf(reports []observe.Report) mesher.ClusterStatus {
	s := mesher.ClusterStatus{Nodes: []mesher.NodeStatus{}}
	if len(reports) > 0 {
		s.Self = reports[0].Name
	}
	most := 0
	for _, r := range reports {
		s.Nodes = append(s.Nodes, mesher.NodeStatus{
			Name:            r.Name,
			Status:          r.Status(),
			Version:         r.Version,
			Uptime:          int64(r.Uptime.Seconds()),
			EventsPerSecond: r.Figure(figureRate).Number,
			Queue:           int64(r.Figure(figureQueue).Number),
			Lent:            int64(r.Figure(figureLent).Number),
			Borrowed:        int64(r.Figure(figureBorrowed).Number),
		})
		// Usually one node has most duties, as the first to start takes them all.
		if n := len(dutiesOf(r)); n > most || n == most && n > 0 && r.Name < s.Leader {
			most, s.Leader = n, r.Name
		}
	}
	return s
}

func nodeOf(s mesher.NodeStatus, r observe.Report) mesher.ClusterNode {
	n := mesher.ClusterNode{
		NodeStatus: s,
		Duties:     dutiesOf(r),
		Processes:  r.Processes,
		Waiting:    r.Waiting,
		Longest:    r.Longest,
		Faults:     r.Faults,
		Goroutines: r.Goroutines,
		Memory:     r.Memory,
		Spooled:    int64(r.Figure(figureSpooled).Number),
	}
	if r.Err != nil {
		n.Error = r.Err.Error()
	}
	return n
}

func dutiesOf(r observe.Report) []string {
	if text := r.Figure(figureDuties).Text; text != "" {
		return strings.Split(text, ", ")
	}
	return []string{}
}

// details holds a node's links and processes, or why they are missing.
type details struct {
	links []mesher.ClusterLink
	tree  []mesher.ClusterChild
	err   string
}

func detailsOf(ctx context.Context, ask observe.Client, r observe.Report) (d details) {
	if r.Err != nil {
		return d
	}
	links, err := ask.Links(ctx, r.Name, observe.Page{Limit: 200})
	if err != nil {
		return details{err: err.Error()}
	}
	visible := slices.DeleteFunc(links.Items, func(l observe.Link) bool { return l.Hidden })
	for _, l := range visible {
		d.links = append(d.links, linkOf(r.Name, l))
	}
	tree, err := ask.Tree(ctx, r.Name)
	if err != nil {
		d.err = err.Error()
	}
	for _, row := range tree.Rows {
		d.tree = append(d.tree, childOf(r.Name, row))
	}
	return d
}

func linkOf(node string, l observe.Link) mesher.ClusterLink {
	return mesher.ClusterLink{
		Node:             node,
		Peer:             l.Peer,
		Up:               l.Up,
		Reconnects:       l.Connections - min(l.Connections, 1),
		Sent:             l.Sent,
		Received:         l.Received,
		SentMessages:     l.SentMessages,
		ReceivedMessages: l.ReceivedMessages,
		Refused:          l.Refused,
		Queued:           l.Queued,
		RoundTrip:        l.RoundTrip.Seconds() * 1e3,
	}
}

func childOf(node string, r observe.Row) mesher.ClusterChild {
	c := mesher.ClusterChild{
		Node: node, Depth: r.Depth, ID: r.ID, Supervisor: r.Supervisor, State: r.State, Mailbox: r.Mailbox, Restarts: r.Restarts,
	}
	if r.Reason != "" {
		c.Crash = &mesher.ClusterCrash{Reason: r.Reason, At: mesher.FormatTime(r.CrashedAt)}
	}
	return c
}
