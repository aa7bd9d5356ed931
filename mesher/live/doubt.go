package live

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A Doubt says who may have lost the right to hear what they hear: they were signed
// out, a token of theirs was revoked, they are no member any more, the project is
// gone. Whether that is so is for each connection to find out. It crosses nodes.
type Doubt struct {
	Account uuid.UUID        // whoever listens with this account; Nil: nobody
	Project mesher.ProjectID // whoever listens to this project; 0: nobody
}

// doubtWithin bounds how long other nodes are waited for that should know of one.
const doubtWithin = time.Second

// Doubt has the feeds that it is about say so, before any other message, on this
// node and on those that it is connected to. It returns when they know; not later
// than in a second, for one may not answer, and one of an older version does not
// know what is meant.
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

// doubt marks the feeds here.
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
