package dist

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A keeper keeps this node connected to another: whenever there is no connection, it
// dials, with longer and longer pauses.
type keeper struct {
	cancel context.CancelFunc
	wanted bool      // by configuration or by Connect, so never given up
	lost   time.Time // when the connection was lost; zero while connected
}

const (
	// giveUpAfter is how long a node is dialled that nobody here asked for. A name that
	// a scheduler made up may never return; a network that was cut over a weekend should
	// heal by itself.
	giveUpAfter = 72 * time.Hour
	// maxKeepers bounds the nodes that peers may introduce.
	maxKeepers = 4096
)

// keep makes the node stay connected to target. It gives up when this node
// disconnects, or, unless always is set, when the target leaves by itself or is out of
// reach for too long. c is the current connection, if there is one.
func (n *Node) keep(target string, always bool, c *conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.leaving || n.keepers[target] != nil || target == n.Self().Name || !always && !n.roomForKeeper() {
		return
	}
	ctx, cancel := context.WithCancel(n.ctx)
	k := &keeper{cancel: cancel, wanted: always}
	if c == nil {
		k.lost = time.Now()
	}
	n.keepers[target] = k
	n.tasks.Go(func() {
		n.keepOn(ctx, k, target, always, c)
		n.mu.Lock()
		defer n.mu.Unlock()
		if ctx.Err() == nil { // otherwise it was dropped, and another may have its place
			cancel()
			delete(n.keepers, target)
		}
	})
}

// roomForKeeper reports whether there is room for one more keeper. If need be it drops
// the one that lost its node first. n.mu is held.
func (n *Node) roomForKeeper() bool {
	if len(n.keepers) < maxKeepers {
		return true
	}
	first := ""
	for target, k := range n.keepers {
		if !k.wanted && !k.lost.IsZero() && (first == "" || k.lost.Before(n.keepers[first].lost)) {
			first = target
		}
	}
	if first == "" {
		return false
	}
	n.keepers[first].cancel()
	delete(n.keepers, first)
	return true
}

// want keeps the node at the other end of c however long it is out of reach.
func (n *Node) want(c *conn) {
	if c.peer.Hidden {
		return
	}
	n.keep(c.peer.Node.Name, false, c)
	n.mu.Lock()
	defer n.mu.Unlock()
	if k := n.keepers[c.peer.Node.Name]; k != nil {
		k.wanted = true
	}
}

// drop stops keeping a node connected.
func (n *Node) drop(target string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if k := n.keepers[target]; k != nil {
		k.cancel()
		delete(n.keepers, target)
	}
}

func (n *Node) keepOn(ctx context.Context, k *keeper, target string, always bool, c *conn) {
	said := "" // the last error, logged when it changes
	for b := (backoff{most: n.config.Backoff}); ctx.Err() == nil; c = nil {
		var err error
		if c == nil {
			c, err = n.connect(ctx, target)
		}
		switch {
		case err == nil:
			said = ""
			began := time.Now()
			n.setLost(k, time.Time{})
			select {
			case <-c.donec:
			case <-ctx.Done():
				return
			}
			n.setLost(k, time.Now())
			b.parted(time.Since(began))
			if why := c.reason(); why == ErrDisconnected || why == ErrLeft && !always {
				return
			}
		case refusal(err) == wire.Self:
			return
		case ctx.Err() != nil:
			return
		case n.outOfReach(k):
			n.log.Info("peer could not be reached for too long; it is given up", "peer", target, "after", giveUpAfter)
			return
		case err.Error() != said:
			said = err.Error()
			level := slog.LevelInfo
			if refusal(err).Lasts() {
				level = slog.LevelWarn
			}
			n.log.Log(ctx, level, "peer can't be reached; it is tried again", "peer", target, "error", err)
		}
		n.pause(ctx, b.next(rand.Float64()))
	}
}

// setLost records when the connection was lost; zero: there is one again.
func (n *Node) setLost(k *keeper, lost time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	k.lost = lost
}

// outOfReach reports whether a node that nobody here asked for was lost too long ago.
func (n *Node) outOfReach(k *keeper) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return !k.wanted && time.Since(k.lost) >= giveUpAfter
}

// Disconnect ends the connection to a node, if there is one, and does not make it
// again. The peer may, and so may Discovery for as long as it finds the node.
func (n *Node) Disconnect(name string) {
	n.drop(name)
	if c, err := n.routeByName(name); err == nil {
		c.part(n.config.WriteTimeout)
		<-c.donec
	}
}
