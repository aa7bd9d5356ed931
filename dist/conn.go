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

// Why a connection ended, beside what the network said.
var (
	// ErrLeft says that the peer left on purpose.
	ErrLeft = errors.New("the node left")
	// ErrSilent says that a peer gave no sign of life.
	ErrSilent = errors.New("no sign of life")
	// ErrDisconnected says that this node did not want the connection any more.
	ErrDisconnected = errors.New("disconnected")
)

// conn is the connection to one peer, after the handshake. Two goroutines own it:
// its reader (run), which applies what comes in and sees to the end of all, and its
// writer. Anybody may put into its outbox. It is over when donec is closed: then
// all ties are cut, and all have been told.
type conn struct {
	node     *Node
	peer     wire.Identity
	spawned  *atomic.Int64 // processes that run here for the peer
	protocol uint8         // its version
	raw      net.Conn      // below TLS: closing it waits for nothing
	net      *framer
	heard    *attentive // what net reads from
	out      *outbox
	table    *wire.Table
	ties     *ties
	parts    *wire.Reassembler
	trip     trip

	received atomic.Uint64 // messages

	upc   chan struct{} // closed when both have the other's snapshots
	donec chan struct{}

	mu      sync.Mutex  // guards what follows
	why     error       // why it ended: the first reason
	parting *time.Timer // this node ends it, at the latest when that fires
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

// run is the connection's life, from the end of the handshake on.
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
		writer.Wait() // it is worth a word
	}
	c.fail(why)
	writer.Wait()
	c.sever()
	c.node.global.leave(c)
	c.node.roomPeers.Disconnected(c.peer.Node)
	c.node.lost(c)
	close(c.donec)
}

// up tells whether the connection carries signals.
func (c *conn) up() bool {
	select {
	case <-c.upc:
		return true
	default:
		return false
	}
}

// fail ends the connection; the reader then sees to the rest. It never waits, and
// may be called with any lock held.
func (c *conn) fail(why error) {
	c.mu.Lock()
	first := c.why == nil
	if first {
		c.why = why
		if c.parting != nil {
			c.parting.Stop() // it holds the connection
			c.why = ErrDisconnected
		}
	}
	c.mu.Unlock()
	if first {
		c.out.end(nil)
		c.raw.Close()
	}
}

// reason is why the connection ended.
func (c *conn) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.why
}

// part says goodbye, after what waits to be written. The peer closes when it has
// read that; it has timeout to do so.
func (c *conn) part(timeout time.Duration) {
	c.mu.Lock()
	if c.why == nil && c.parting == nil {
		c.parting = time.AfterFunc(timeout, func() { c.fail(ErrDisconnected) })
	}
	c.mu.Unlock()
	c.out.end(wire.Goodbye{})
}

// probe has a peer that may be gone asked for a sign of life at once.
func (c *conn) probe() { c.raw.SetReadDeadline(time.Now()) }

// tell puts a message of the nodes themselves, which is one frame.
func (c *conn) tell(m wire.Message) {
	c.put(lastLane, m, urgent) // past what the system sends
}

// put queues a message that holds no value. One that has to come through and for
// which there is no room even on the reserve ends the connection.
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

// tellTypes names the types that were registered since the last time.
func (c *conn) tellTypes() {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	for m := c.node.config.Types.Names(t.named); len(m.Names) > 0; m = c.node.config.Types.Names(t.named) {
		t.named += len(m.Names)
		c.tell(m)
	}
}

// theirs is the PID of a process of the peer's.
func (c *conn) theirs(id uint64) actor.PID { return actor.NewPID(c.peer.Node, id) }
