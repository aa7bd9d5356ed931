package dist

import (
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// signal passes on a signal that ties a process here to one of the peer. An error
// means that there is no tie; a connection that ends later cuts it.
func (c *conn) signal(s actor.Signal) error {
	var err error
	switch s.Kind {
	case actor.SignalExit:
		err = c.put(s.From.ID(), wire.Exit{From: s.From.ID(), To: s.To.ID(), Reason: s.Reason}, urgent)
	case actor.SignalLink:
		err = c.link(s)
	case actor.SignalUnlink:
		err = c.unlink(s)
	case actor.SignalLinkExit:
		err = c.linkExit(s)
	case actor.SignalMonitor:
		err = c.monitor(s)
	case actor.SignalDemonitor:
		err = c.demonitor(s)
	case actor.SignalDown:
		err = c.down(s)
	}
	if err == actor.NoConnection {
		return err
	}
	return nil // if it could not be put, the connection is ending, and all ties will be cut
}
