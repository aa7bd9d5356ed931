package dist

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A Discovery finds nodes to connect to; package discover has implementations.
type Discovery interface {
	// Nodes returns the nodes that exist at the moment, as name@host:port or host:port.
	// Nodes returned along with an error count too.
	Nodes(ctx context.Context) ([]string, error)
}

// maxKnocks bounds the concurrent attempts of one round.
const maxKnocks = 16

// discover connects to the nodes that are found, round after round, with pauses that
// grow up to Config.Rediscover. An address is retried only for as long as it is
// found. A node met at one is also kept by its name, until it is lost and no address
// of it is found.
func (n *Node) discover() {
	known := make(map[string]string) // node names, by the address found
	said := ""                       // the last error, logged when it changes
	for b := (backoff{most: n.config.Rediscover}); n.ctx.Err() == nil; n.pause(n.ctx, b.next(rand.Float64())) {
		ctx, cancel := context.WithTimeout(n.ctx, n.config.Rediscover)
		found, err := n.config.Discovery.Nodes(ctx)
		cancel()
		switch {
		case n.ctx.Err() != nil:
			return
		case err != nil && err.Error() != said:
			said = err.Error()
			n.log.Warn("discovery failed; it is tried again", "error", err)
		case err == nil && said != "":
			said = ""
			n.log.Info("discovery works again", "found", len(found))
		}
		n.knock(found, known)
		if err == nil {
			n.letGo(found, known)
		}
	}
}

// letGo gives up nodes that are neither found any more nor connected.
func (n *Node) letGo(found []string, known map[string]string) {
	wanted := slices.Clone(n.config.Peers)
	for _, target := range found {
		wanted = append(wanted, known[target])
	}
	for target, name := range known {
		if slices.Contains(found, target) {
			continue
		}
		if _, err := n.routeByName(name); err == nil {
			continue
		}
		delete(known, target)
		if !slices.Contains(wanted, name) {
			n.drop(name)
		}
	}
}

// knock connects to the found nodes that are not connected. It skips an address that
// turned out to be this node's own.
func (n *Node) knock(found []string, known map[string]string) {
	var round sync.WaitGroup
	var mu sync.Mutex // guards known
	places := make(chan struct{}, maxKnocks)
	ctx, cancel := context.WithTimeout(n.ctx, n.config.Rediscover) // so that no node holds up the next round
	defer cancel()
	for _, target := range found {
		mu.Lock()
		name := known[target]
		mu.Unlock()
		if _, err := n.routeByName(name); err == nil || name == n.Self().Name {
			continue
		}
		places <- struct{}{}
		round.Go(func() {
			defer func() { <-places }()
			c, err := n.connect(ctx, target)
			switch {
			case err == nil:
				name = c.peer.Node.Name
			case refusal(err) == wire.Self:
				name = n.Self().Name
			default:
				n.log.Debug("nobody at an address that was found", "at", target, "error", err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			known[target] = name
		})
	}
	round.Wait()
}
