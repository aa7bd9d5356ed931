package dist

import (
	"net"
	"sync"
)

// A gatherer is what TLS writes to. TLS asks the system for each record, which is
// 16 KiB; a gatherer that holds has several go at once.
type gatherer struct {
	net.Conn

	mu      sync.Mutex // guards what follows: beside the writer, TLS writes on its own account
	holding bool
	held    []byte
}

// gathered bounds what is held: a frame, in its records.
const gathered = 66 << 10

// Write writes, or holds as far as there is room.
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

// hold keeps what is written from now on, until flush.
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

// release is flush, and goes on holding. g.mu is held.
func (g *gatherer) release() error {
	if len(g.held) == 0 {
		return nil
	}
	_, err := g.Conn.Write(g.held)
	g.held = g.held[:0]
	return err
}
