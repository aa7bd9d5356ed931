package app

import (
	"context"
	"errors"
)

// errLeaving is why a program that was told to stop is not ready.
var errLeaving = errors.New("the program is about to stop")

// drain goes on serving for as long as whoever sends us events, a load balancer
// say, may take to find out that we are not ready any more.
func (p *program) drain() {
	p.leaving.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), p.config.Drain)
	defer cancel()
	p.sys.Wait(ctx, p.root)
}
