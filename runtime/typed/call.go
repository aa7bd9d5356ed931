package typed

import (
	"context"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Asks makes a [Question] of the struct that embeds it: a request to processes
// that understand M, whose reply is an R. It takes no space.
type Asks[M, R any] struct{}

func (Asks[M, R]) asks(M, R) {}

// A Question is a request that names the process type it asks and the type of the
// reply. Embed [Asks] to make one.
type Question[M, R any] interface{ asks(M, R) }

// Call sends a question to a server and waits for its reply until ctx ends. It
// fails as [service.Call] does. That the reply is an R is a promise of the
// server's author; Call checks it when the reply arrives.
func Call[M, R any](ctx context.Context, from actor.Sender, to Ref[M], q Question[M, R]) (R, error) {
	return service.Call[R](ctx, from, to.PID, q)
}
