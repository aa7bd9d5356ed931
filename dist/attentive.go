package dist

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// attentive is a connection whose Read watches the peer's pulse.
type attentive struct {
	net.Conn
	pulse    pulse
	ask      func() // for a sign of life
	received atomic.Uint64
}

func (a *attentive) Read(b []byte) (int, error) {
	now := time.Now()
	until := a.pulse.heard(now)
	if a.pulse.due(now) {
		a.ask()
	}
	for {
		a.SetReadDeadline(until)
		n, err := a.Conn.Read(b)
		a.received.Add(uint64(n))
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		var lost bool
		if until, lost = a.pulse.silent(time.Now()); lost {
			return 0, ErrSilent
		}
		a.ask()
	}
}
