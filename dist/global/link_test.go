package global_test

import (
	"time"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

const (
	latency = 20 * time.Millisecond  // the longest way of a message
	timeout = 300 * time.Millisecond // without a word, until a connection is given up
	redial  = 200 * time.Millisecond
)

// A link is where two nodes may have a connection. It behaves as TCP with
// heartbeats does: messages arrive in order, late, or not at all and then nothing
// after them. What a cut holds back arrives when it heals, unless one end has
// given up by then.
type link struct {
	*world
	ends [2]*node
	cut  [2]bool // messages from the end of that side
	cuts [2]int  // how often it was cut
	conn *conn
}

// A conn is one connection, from when both ends know of it until neither does.
type conn struct {
	*link
	runs   [2]actor.Node // who it is between
	state  [2]endState
	joined [2]time.Duration // when it was
	pipes  [2]*pipe         // messages from the end of that side
}

type endState int

const (
	dialling endState = iota
	connected
	joined // has the other's snapshot
	down
)

// hangUp is the last message of an end.
type hangUp struct{}

func (l *link) side(n *node) int {
	if l.ends[1] == n {
		return 1
	}
	return 0
}

func (l *link) dialSoon() {
	l.within(redial, func() {
		switch {
		case l.conn != nil || !l.ends[0].up || !l.ends[1].up:
		case l.cut[0] || l.cut[1]:
			l.dialSoon()
		default:
			l.dial()
		}
	})
}

func (l *link) dial() {
	c := &conn{link: l, runs: [2]actor.Node{l.ends[0].self, l.ends[1].self}}
	c.pipes = [2]*pipe{{conn: c, side: 0}, {conn: c, side: 1}}
	l.conn = c
	for side := range c.state {
		l.within(latency, func() {
			if c.state[side] == dialling {
				c.state[side] = connected
				l.apply(l.ends[side], global.Connected{Peer: c.runs[1-side]})
				c.pipes[1-side].flow()
			}
		})
	}
	for side, cut := range l.cut {
		if cut {
			l.expire(side)
		}
	}
}

// peer returns the node at the other end; none if n's end is not in use.
func (c *conn) peer(n *node) actor.Node {
	if side := c.side(n); c.state[side] == connected || c.state[side] == joined {
		return c.runs[1-side]
	}
	return actor.Node{}
}

// hangUp ends an end: the other hears of it after everything sent before.
func (c *conn) hangUp(side int) {
	was := c.state[side]
	if was == down {
		return
	}
	c.state[side] = down
	if c.state[1-side] == down {
		c.link.conn = nil
		c.dialSoon()
	} else {
		c.pipes[side].push(hangUp{})
	}
	if n := c.ends[side]; n.up && was != dialling {
		c.apply(n, global.Disconnected{Peer: c.runs[1-side]})
	}
}

// sever stops what one end sends, and mend lets it through again.
func (l *link) sever(side int) {
	if !l.cut[side] {
		l.cut[side] = true
		l.cuts[side]++
		l.expire(side)
	}
}

func (l *link) mend(side int) {
	l.cut[side] = false
	if l.conn != nil {
		l.conn.pipes[side].flow()
	}
}

// expire makes the end that hears nothing give up after a while.
func (l *link) expire(side int) {
	c, cuts := l.conn, l.cuts[side]
	if c == nil {
		return
	}
	l.after(timeout/2, func() {
		l.within(timeout/2, func() {
			if l.conn == c && l.cut[side] && l.cuts[side] == cuts {
				c.hangUp(1 - side)
			}
		})
	})
}

// A pipe is one direction of a connection.
type pipe struct {
	*conn
	side    int // of the sender
	queue   []any
	waiting int // how many would have arrived, but for a cut
	last    time.Duration
}

func (p *pipe) push(m any) {
	p.queue = append(p.queue, m)
	p.last = max(p.last, p.now+time.Duration(p.chance.Int64N(int64(latency))))
	p.after(p.last-p.now, p.arrive)
}

func (p *pipe) arrive() {
	p.waiting++
	p.flow()
}

// flow delivers what has arrived, if it can be.
func (p *pipe) flow() {
	to := 1 - p.side
	for p.waiting > 0 && !p.cut[p.side] && p.state[to] != dialling {
		m := p.queue[0]
		p.queue = p.queue[1:]
		p.waiting--
		switch m := m.(type) {
		case hangUp:
			p.hangUp(to)
		case global.Message:
			p.deliver(to, m)
		}
	}
}

func (p *pipe) deliver(to int, m global.Message) {
	if p.state[to] == down {
		return
	}
	_, joins := m.(global.Snapshot)
	if joins {
		p.state[to] = joined
		p.conn.joined[to] = p.now
		p.ends[to].arrived = p.now
	}
	p.apply(p.ends[to], global.Heard{From: p.runs[p.side], Message: m})
	if joins {
		p.history.joined(p.ends[to], p.ends[p.side])
	}
}
