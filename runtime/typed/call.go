package typed

import (
	"context"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Asks makes a [Question] of the struct that embeds it: one that is put to
// processes that understand M, and answered with an R. It takes no room.
type Asks[M, R any] struct{}

func (Asks[M, R]) asks(M, R) {}

// A Question is a request that says whom it asks and what the reply is. Embed
// [Asks] to make one.
type Question[M, R any] interface{ asks(M, R) }

// Call puts a question to a server and waits for its reply, as long as ctx. What
// can go wrong is said at [service.Call]: that the server does reply with an R is
// its author's promise, and checked when it arrives.
func Call[M, R any](ctx context.Context, from actor.Sender, to Ref[M], q Question[M, R]) (R, error) {
	return service.Call[R](ctx, from, to.PID, q)
}
