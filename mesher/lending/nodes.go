package lending

import (
	"context"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Nodes is what lending needs from the cluster.
type Nodes interface {
	// Peers returns the names of the nodes that this one is connected to.
	Peers() []string
	// Watch tells a process of peers that come and go, for as long as it lives, in
	// messages that News reads.
	Watch(pid actor.PID)
	News(msg any) (n News, ok bool)
	// Spawn makes a peer run a function that it offers, in a process that p monitors
	// before it runs. It waits for the answer until ctx ends.
	Spawn(ctx context.Context, p *actor.Process, peer, function string, args any) (actor.PID, actor.MonitorRef, error)
}

// News says that a peer came, or went.
type News struct {
	Peer string
	Up   bool
}
