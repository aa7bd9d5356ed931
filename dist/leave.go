package dist

import (
	"context"
	"errors"
	"fmt"
)

// ErrLeaving is returned when a node has left, or is about to.
var ErrLeaving = errors.New("the node is leaving")

// Leave takes the node out of the cluster: it tells the peers, writes what waits for
// them, and then all remote processes are gone for those here. If ctx ends first, the
// connections are cut. The system goes on alone, without global names and rooms.
func (n *Node) Leave(ctx context.Context) error {
	n.mu.Lock()
	if n.leaving {
		n.mu.Unlock()
		return ErrLeaving
	}
	n.leaving = true
	conns := n.conns()
	n.mu.Unlock()

	n.end()
	n.listener.Close()
	for _, c := range conns {
		c.part(n.config.WriteTimeout)
	}
	done := make(chan struct{})
	go func() {
		n.tasks.Wait()
		close(done)
	}()
	defer n.sys.Detach()
	defer n.roomPeers.Close()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	for _, c := range conns {
		c.fail(ErrDisconnected)
	}
	<-done
	return fmt.Errorf("leave: %w", context.Cause(ctx))
}

// conns returns all connections, including those not up yet. The caller holds n.mu.
func (n *Node) conns() (conns []*conn) {
	for _, p := range n.peers {
		if p.conn != nil {
			conns = append(conns, p.conn)
		}
	}
	return conns
}

// spawn runs f on a goroutine that Leave waits for. It reports false if the node is
// leaving.
func (n *Node) spawn(f func()) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.leaving {
		n.tasks.Go(f)
	}
	return !n.leaving
}
