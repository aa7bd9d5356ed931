package app

import (
	"context"
	"errors"
)

// errLeaving is why a program that was told to stop is not ready.
var errLeaving = errors.New("the program is about to stop")

// drain keeps serving for as long as a sender of events, such as a load balancer,
// may take to notice that this program is no longer ready.
func (p *program) drain() {
	p.leaving.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), p.config.Drain)
	defer cancel()
	p.sys.Wait(ctx, p.root)
}
