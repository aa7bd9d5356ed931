package disttest

import "net"

// backlog is how many connections may wait to be accepted.
const backlog = 128

type listener struct {
	host *Host
	port string
	at   addr
	// The network's lock guards these.
	waiting []*conn
	closed  bool
	changed chan struct{}
}

// listener returns the listener there, if any. The caller holds the network's lock.
func (n *Network) listener(host, port string) *listener {
	if h := n.hosts[host]; h != nil {
		return h.listeners[port]
	}
	return nil
}

func (l *listener) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *listener) Accept() (net.Conn, error) {
	n := l.host.network
	n.mu.Lock()
	defer n.mu.Unlock()
	for len(l.waiting) == 0 {
		if l.closed {
			return nil, l.fail("accept")
		}
		changed := l.changed
		n.mu.Unlock()
		<-changed
		n.mu.Lock()
	}
	c := l.waiting[0]
	l.waiting = l.waiting[1:]
	return c, nil
}

// Close frees the address. Connections that nobody has accepted are reset.
func (l *listener) Close() error {
	n := l.host.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if l.closed {
		return l.fail("close")
	}
	l.closed = true
	delete(l.host.listeners, l.port)
	for _, c := range l.waiting {
		c.in.abort()
		c.out.abort()
	}
	l.waiting = nil
	l.wake()
	return nil
}

func (l *listener) Addr() net.Addr { return l.at }

func (l *listener) fail(op string) error {
	return &net.OpError{Op: op, Net: l.at.Network(), Addr: l.at, Err: net.ErrClosed}
}
