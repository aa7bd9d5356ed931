package dist

import (
	"net"
	"net/netip"
	"slices"
	"sync"
)

// door bounds the number of strangers: connections that have not yet proven
// themselves. When all places are taken, the oldest one that has not even completed
// TLS is closed.
type door struct {
	places, perHost int

	mu     sync.Mutex // guards the fields below
	inside []*stranger
}

type stranger struct {
	conn   net.Conn
	host   netip.Addr // invalid: this machine, or unknown
	silent bool
}

// enter admits a connection. It reports false if there is no place.
func (d *door) enter(c net.Conn) (*stranger, bool) {
	s := &stranger{conn: c, host: foreign(c.RemoteAddr()), silent: true}
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.host.IsValid() {
		n := 0
		for _, other := range d.inside {
			if other.host == s.host {
				n++
			}
		}
		if n >= d.perHost {
			return nil, false
		}
	}
	if len(d.inside) >= d.places {
		i := slices.IndexFunc(d.inside, func(s *stranger) bool { return s.silent })
		if i < 0 {
			return nil, false
		}
		d.inside[i].conn.Close()
		d.inside = slices.Delete(d.inside, i, i+1)
	}
	d.inside = append(d.inside, s)
	return s, true
}

// spoke records that a stranger is not silent.
func (d *door) spoke(s *stranger) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s.silent = false
}

// leave frees the place of a connection that has proven itself, or is gone.
func (d *door) leave(s *stranger) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside = slices.DeleteFunc(d.inside, func(other *stranger) bool { return other == s })
}

// foreign returns the host of a peer on another machine.
func foreign(a net.Addr) netip.Addr {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil || at.Addr().IsLoopback() {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}
