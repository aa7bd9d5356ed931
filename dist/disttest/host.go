package disttest

import (
	"context"
	"net"
	"strconv"
	"syscall"
	"time"
)

// A Host stands for a machine. Its addresses are its name and a port: "paris:7000".
type Host struct {
	network *Network
	name    string
	// The network's lock guards these.
	listeners map[string]*listener // by port
	port      int                  // the next port to assign
}

const firstPort = 32768

// Dial connects to a host that listens at address. It takes at least a round trip,
// and waits until ctx ends if its packets do not get through.
func (h *Host) Dial(ctx context.Context, address string) (net.Conn, error) {
	c, err := h.dial(ctx, address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: addr("").Network(), Addr: addr(address), Err: err}
	}
	return c, nil
}

func (h *Host) dial(ctx context.Context, address string) (*conn, error) {
	to, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	n := h.network
	n.mu.Lock()
	defer n.mu.Unlock()
	for {
		if err := h.roundTrip(ctx, to); err != nil {
			return nil, err
		}
		l := n.listener(to, port)
		if l == nil {
			return nil, syscall.ECONNREFUSED
		}
		if len(l.waiting) < backlog {
			near, far := n.join(h.name, to, h.address(h.nextPort()), l.at)
			l.waiting = append(l.waiting, far)
			l.wake()
			return near, nil
		}
		if err := h.pause(ctx, time.After(resend), nil); err != nil {
			return nil, err
		}
	}
}

// roundTrip waits for an answer from another host.
func (h *Host) roundTrip(ctx context.Context, to string) error {
	there, back := h.network.way(h.name, to), h.network.way(to, h.name)
	chance := h.network.chance(h.name, to)
	for {
		for there.cut || back.cut {
			if err := h.pause(ctx, nil, h.network.mended); err != nil {
				return err
			}
		}
		answered := time.After(there.takes(chance) + back.takes(chance))
		if err := h.pause(ctx, answered, nil); err != nil {
			return err
		}
		if !there.cut && !back.cut {
			return nil
		}
	}
}

// pause waits for one of them, with the network unlocked.
func (h *Host) pause(ctx context.Context, due <-chan time.Time, mended <-chan struct{}) error {
	h.network.mu.Unlock()
	defer h.network.mu.Lock()
	select {
	case <-due:
		return nil
	case <-mended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Listen accepts connections at an address of this host, or at a free port if the
// port is 0.
func (h *Host) Listen(_ context.Context, address string) (net.Listener, error) {
	l, err := h.listen(address)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: addr("").Network(), Addr: addr(address), Err: err}
	}
	return l, nil
}

func (h *Host) listen(address string) (*listener, error) {
	name, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	if name != "" && name != h.name {
		return nil, syscall.EADDRNOTAVAIL
	}
	if port == "" || port == "0" {
		port = h.nextPort()
	}
	if h.listeners[port] != nil {
		return nil, syscall.EADDRINUSE
	}
	l := &listener{host: h, port: port, at: h.address(port), changed: make(chan struct{})}
	h.listeners[port] = l
	return l, nil
}

func (h *Host) nextPort() string {
	h.port++
	return strconv.Itoa(h.port - 1)
}

func (h *Host) address(port string) addr { return addr(net.JoinHostPort(h.name, port)) }
