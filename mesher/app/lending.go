package app

import (
	"context"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/mesher/lending"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// lend makes the node ask others for help when it has too much to do, and help
// them.
func (p *program) lend(node *dist.Node) (*lending.Lending, error) {
	l, err := lending.New(lending.Config{
		Pipeline: p.pipeline, Nodes: neighbours{node},
		Threshold: p.config.Cluster.LoadThreshold, Interval: p.config.Cluster.LoadInterval,
	})
	if err != nil {
		return nil, err
	}
	p.lending.Store(l)
	return l, dist.Offer(node, lending.Function, l.Work)
}

// neighbours are the other nodes, for package lending.
type neighbours struct{ node *dist.Node }

func (n neighbours) Peers() (names []string) {
	for _, peer := range n.node.List() {
		names = append(names, peer.Name)
	}
	return names
}

func (n neighbours) Watch(pid actor.PID) { n.node.Monitor(pid, "") }

func (n neighbours) News(msg any) (lending.News, bool) {
	switch m := msg.(type) {
	case dist.NodeUp:
		return lending.News{Peer: m.Node.Name, Up: true}, true
	case dist.NodeDown:
		return lending.News{Peer: m.Node.Name}, true
	}
	return lending.News{}, false
}

func (n neighbours) Spawn(ctx context.Context, p *actor.Process, peer, function string, args any) (actor.PID, actor.MonitorRef, error) {
	return n.node.SpawnMonitor(ctx, p, peer, function, args)
}
