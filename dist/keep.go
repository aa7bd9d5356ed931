package dist

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// keep makes the node stay connected to target: whenever there is no connection, it
// dials, with longer and longer pauses. It gives up when this node disconnects, or
// when the target leaves by itself, unless always is set. c is the current
// connection, if there is one.
func (n *Node) keep(target string, always bool, c *conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.leaving || n.keepers[target] != nil || target == n.Self().Name || len(n.keepers) >= maxKeepers && !always {
		return
	}
	ctx, cancel := context.WithCancel(n.ctx)
	n.keepers[target] = cancel
	n.tasks.Go(func() {
		n.keepOn(ctx, target, always, c)
		n.mu.Lock()
		defer n.mu.Unlock()
		if ctx.Err() == nil { // otherwise it was dropped, and another may have its place
			cancel()
			delete(n.keepers, target)
		}
	})
}

// maxKeepers bounds the nodes that peers may introduce.
const maxKeepers = 4096

// drop stops keeping a node connected.
func (n *Node) drop(target string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if cancel := n.keepers[target]; cancel != nil {
		cancel()
		delete(n.keepers, target)
	}
}

func (n *Node) keepOn(ctx context.Context, target string, always bool, c *conn) {
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
			select {
			case <-c.donec:
			case <-ctx.Done():
				return
			}
			b.parted(time.Since(began))
			if why := c.reason(); why == ErrDisconnected || why == ErrLeft && !always {
				return
			}
		case refusal(err) == wire.Self:
			return
		case ctx.Err() == nil && err.Error() != said:
			said = err.Error()
			n.log.Info("peer can't be reached; it is tried again", "peer", target, "error", err)
		}
		n.pause(ctx, b.next(rand.Float64()))
	}
}

// backoff is the wait before the next attempt: twice as long each time, with jitter.
type backoff struct {
	most time.Duration
	last time.Duration
}

const firstBackoff = 100 * time.Millisecond

// next returns the pause; random is in [0, 1).
func (b *backoff) next(random float64) time.Duration {
	b.last = min(max(2*b.last, firstBackoff), b.most)
	return b.last/2 + time.Duration(random*float64(b.last))/2
}

// parted records how long a connection lasted. A connection that lasted resets the
// backoff; if any connection did, two nodes that part whenever they meet would meet
// ten times a second.
func (b *backoff) parted(lasted time.Duration) {
	if lasted >= min(b.most, settled) {
		b.last = 0
	}
}

// settled is how long a connection has to last for that.
const settled = 5 * time.Second

// Disconnect ends the connection to a node, if there is one, and does not make it
// again. The peer may, and so may Discovery for as long as it finds the node.
func (n *Node) Disconnect(name string) {
	n.drop(name)
	if c, err := n.routeByName(name); err == nil {
		c.part(n.config.WriteTimeout)
		<-c.donec
	}
}
