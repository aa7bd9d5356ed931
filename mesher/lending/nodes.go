package lending

import (
	"context"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Nodes is what lending needs of the cluster.
type Nodes interface {
	// Peers are the names of the nodes that this one is connected to.
	Peers() []string
	// Watch has a process told of peers that come and go, as long as it lives, by
	// messages that News reads.
	Watch(pid actor.PID)
	News(msg any) (n News, ok bool)
	// Spawn has a peer run a function that it offers, in a process that p monitors
	// from before it runs. It waits for the answer as long as ctx.
	Spawn(ctx context.Context, p *actor.Process, peer, function string, args any) (actor.PID, actor.MonitorRef, error)
}

// News is of a peer that came, or went.
type News struct {
	Peer string
	Up   bool
}
