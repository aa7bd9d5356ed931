package dist

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// The reasons for which a connection ended, beside network errors.
var (
	// ErrLeft means that the peer left on purpose.
	ErrLeft = errors.New("the node left")
	// ErrSilent means that a peer gave no sign of life.
	ErrSilent = errors.New("no sign of life")
	// ErrDisconnected means that this node ended the connection on purpose.
	ErrDisconnected = errors.New("disconnected")
)

// conn is the connection to one peer, after the handshake. Two goroutines own it: its
// reader (run), which applies what comes in and cleans up at the end, and its writer.
// Any goroutine may put into its outbox. It is over when donec is closed: by then all
// ties are cut, and their processes have been told.
type conn struct {
	node     *Node
	peer     wire.Identity
	spawned  *atomic.Int64 // processes that run here for the peer
	protocol uint8         // the negotiated version
	raw      net.Conn      // below TLS: closing it waits for nothing
	net      *framer
	heard    *attentive // the reader that net wraps
	out      *outbox
	table    *wire.Table
	ties     *ties
	parts    *wire.Reassembler
	trip     trip

	received atomic.Uint64 // messages

	upc   chan struct{} // closed when both sides have the other's snapshots
	donec chan struct{}

	mu      sync.Mutex  // guards the fields below
	why     error       // why it ended: the first reason counts
	parting *time.Timer // closes the connection once this node has said goodbye, if the peer does not
	offered []string    // functions that the peer spawns
}

func (n *Node) newConn(p *peer, raw net.Conn, f *framer, s wire.Session) *conn {
	config := n.config
	c := &conn{
		node:     n,
		peer:     s.Peer,
		spawned:  &p.spawned,
		protocol: s.Version,
		raw:      raw,
		net:      f,
		out:      newOutbox(config.Queue, config.Reserve, s.Peer.Limits.Reassembly),
		table:    wire.NewTable(config.Types),
		ties:     newTies(config.Bonds),
		parts:    wire.NewReassembler(config.Limits),
		upc:      make(chan struct{}),
		donec:    make(chan struct{}),
	}
	ask := func() { c.out.beat(c.trip.ask(time.Now())) }
	c.heard = &attentive{Conn: f.Conn, ask: ask, pulse: pulse{interval: config.Heartbeat, timeout: config.HeartbeatTimeout}}
	f.Conn = c.heard
	return c
}

// run runs the connection, from the end of the handshake on.
func (c *conn) run() {
	c.tellTypes()
	c.node.functions.tell(c)
	c.node.global.join(c)
	c.enterRooms()
	c.tell(wire.Synced{})
	var writer sync.WaitGroup
	writer.Go(c.write)
	why := c.read()
	if errors.Is(why, wire.ErrMalformed) || errors.Is(why, wire.ErrTooLarge) {
		c.out.end(wire.Goodbye{Complaint: why.Error()})
		defer time.AfterFunc(c.node.config.WriteTimeout, func() { c.fail(why) }).Stop()
		writer.Wait() // wait for it: a goodbye is worth writing
	}
	c.fail(why)
	writer.Wait()
	c.sever()
	c.node.global.leave(c)
	c.node.roomPeers.Disconnected(c.peer.Node)
	c.node.lost(c)
	close(c.donec)
}

// up reports whether the connection carries signals.
func (c *conn) up() bool {
	select {
	case <-c.upc:
		return true
	default:
		return false
	}
}

// fail ends the connection; the reader then cleans up. It never waits, and may be
// called with any lock held.
func (c *conn) fail(why error) {
	c.mu.Lock()
	first := c.why == nil
	if first {
		c.why = why
		if c.parting != nil {
			c.parting.Stop() // the timer holds the connection
			c.why = ErrDisconnected
		}
	}
	c.mu.Unlock()
	if first {
		c.out.end(nil)
		c.raw.Close()
	}
}

// reason returns why the connection ended.
func (c *conn) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.why
}

// part says goodbye, after everything that waits to be written. The peer closes the
// connection when it has read that, within timeout.
func (c *conn) part(timeout time.Duration) {
	c.mu.Lock()
	if c.why == nil && c.parting == nil {
		c.parting = time.AfterFunc(timeout, func() { c.fail(ErrDisconnected) })
	}
	c.mu.Unlock()
	c.out.end(wire.Goodbye{})
}

// probe makes the reader ask a peer that may be gone for a sign of life at once.
func (c *conn) probe() { c.raw.SetReadDeadline(time.Now()) }

// tell queues a message between the nodes themselves, which is one frame.
func (c *conn) tell(m wire.Message) {
	c.put(lastLane, m, urgent) // overtakes what the system sends
}

// put queues a message that holds no value. If an urgent one finds no room even on
// the reserve, the connection ends.
func (c *conn) put(sender uint64, m wire.Message, u urgency) error {
	frame := newFrame()
	*frame = m.Append(wire.Begin(*frame, m.Kind()))
	wire.End(*frame, 0)
	err := c.out.put(sender, frame, u, actor.Author{})
	if err == ErrBusy && u == urgent {
		c.fail(fmt.Errorf("%v: %w", m.Kind(), ErrBusy))
	}
	return err
}

// tellTypes names the types that were registered since the last call.
func (c *conn) tellTypes() {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	for m := c.node.config.Types.Names(t.named); len(m.Names) > 0; m = c.node.config.Types.Names(t.named) {
		t.named += len(m.Names)
		c.tell(m)
	}
}

// theirs returns the PID of a process of the peer.
func (c *conn) theirs(id uint64) actor.PID { return actor.NewPID(c.peer.Node, id) }
