package live

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A Doubt names listeners that may have lost the right to listen: they were
// signed out, their token was revoked, they are no longer a member, the project
// is gone. Each connection finds out for itself whether that is so. It crosses
// nodes.
type Doubt struct {
	Account uuid.UUID        // listeners with this account; Nil: none
	Project mesher.ProjectID // listeners to this project; 0: none
}

// doubtWithin bounds the wait for other nodes that should know of a Doubt.
const doubtWithin = time.Second

// Doubt makes the feeds concerned report it before any other message, on this
// node and on those that it is connected to. It returns when they know, but after
// a second at the latest: a node may not answer, and one of an older version does
// not know what is meant.
func (s *Streams) Doubt(ctx context.Context, d Doubt) {
	s.doubt(d)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), doubtWithin)
	defer cancel()
	var told sync.WaitGroup
	for _, peer := range s.config.Peers() {
		told.Go(func() { service.Call[any](ctx, s.sys, Manager+"@"+peer, d) })
	}
	told.Wait()
}

// doubt marks the feeds on this node.
func (s *Streams) doubt(d Doubt) {
	s.mu.Lock()
	var about []*Feed
	for project, feeds := range s.feeds {
		for _, f := range feeds {
			if d.Project != 0 && project == d.Project || d.Account != uuid.Nil && f.account == d.Account {
				about = append(about, f)
			}
		}
	}
	s.mu.Unlock()
	for _, f := range about {
		f.doubted.Store(true)
		f.wake()
	}
}
