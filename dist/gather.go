package dist

import (
	"net"
	"sync"
)

// A gatherer collects what TLS writes. TLS makes a system call for each record of 16
// KiB; while a gatherer holds, several records go in one call.
type gatherer struct {
	net.Conn

	mu      sync.Mutex // guards the fields below: TLS also writes on its own, beside the writer
	holding bool
	held    []byte
}

// gathered bounds what is held: one frame, in its records.
const gathered = 66 << 10

// Write writes, or holds the bytes while there is room.
func (g *gatherer) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.holding {
		return g.Conn.Write(b)
	}
	if len(g.held)+len(b) > gathered {
		if err := g.release(); err != nil {
			return 0, err
		}
	}
	g.held = append(g.held, b...)
	return len(b), nil
}

// hold holds everything written from now on, until flush.
func (g *gatherer) hold() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = true
}

// flush writes what is held.
func (g *gatherer) flush() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = false
	return g.release()
}

// release is flush, but goes on holding. The caller holds g.mu.
func (g *gatherer) release() error {
	if len(g.held) == 0 {
		return nil
	}
	_, err := g.Conn.Write(g.held)
	g.held = g.held[:0]
	return err
}
