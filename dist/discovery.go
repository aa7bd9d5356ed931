package dist

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A Discovery finds nodes to connect to; package discover has some.
type Discovery interface {
	// Nodes are those there are at the moment, as name@host:port or host:port. What it
	// returns besides an error was found all the same.
	Nodes(ctx context.Context) ([]string, error)
}

// maxKnocks bounds the attempts of one round that run at the same time.
const maxKnocks = 16

// discover connects to the nodes that are found, round after round, with pauses that
// grow up to Config.Rediscover. An address is tried again only as long as it is found;
// a node that was met at one is also kept by its name, until it is lost and no address
// of it is found.
func (n *Node) discover() {
	known := make(map[string]string) // names, by what was found
	said := ""                       // the last error: it is logged when it changes
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

// letGo gives up the nodes that were found, and are neither found any more nor there.
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

// knock connects to those of the found that are not connected. An address that
// turned out to be this node's own is left alone.
func (n *Node) knock(found []string, known map[string]string) {
	var round sync.WaitGroup
	var mu sync.Mutex // guards known
	places := make(chan struct{}, maxKnocks)
	ctx, cancel := context.WithTimeout(n.ctx, n.config.Rediscover) // nobody holds up the next round
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
