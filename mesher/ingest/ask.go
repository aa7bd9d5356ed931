package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A service that is gone is asked again after firstPause, then after twice that
// and so on up to lastPause: about a second in all. A restart takes microseconds.
const (
	firstPause = time.Millisecond
	lastPause  = 512 * time.Millisecond
)

// ask calls the service with this name. If the service is gone, or dies
// meanwhile, it gets a moment to be restarted; so a repeated request must do no
// harm.
func ask[R any](ctx context.Context, sys *actor.System, name string, request any) (R, error) {
	reply, _, err := insist[R](ctx, sys, name, request)
	return reply, err
}

// insist is ask, and also reports whether it took more than one try.
func insist[R any](ctx context.Context, sys *actor.System, name string, request any) (reply R, again bool, err error) {
	for pause := firstPause; ; pause *= 2 {
		reply, err = service.Call[R](ctx, sys, name, request)
		if err == nil || !gone(err) || pause > lastPause {
			return reply, again, refusal(err)
		}
		again = true
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return reply, again, refusal(context.Cause(ctx))
		}
	}
}

// gone reports whether a call failed because its service was not there, or was
// made to exit. A service that panicked is not asked again: the request may be
// what killed it, and would kill the next one too.
func gone(err error) bool {
	reason := reasonOf(err)
	return errors.Is(reason, actor.NoProc) || errors.Is(reason, actor.Killed) || errors.Is(reason, actor.Shutdown)
}

// reasonOf returns why a call got no reply.
func reasonOf(err error) error {
	if e, ok := errors.AsType[*actor.CallError](err); ok {
		return e.Reason
	}
	return err
}

// refusal returns err as the event's sender is to read it. An error with a kind
// keeps it.
func refusal(err error) error {
	if _, ok := errors.AsType[*mesher.Error](err); ok || err == nil {
		return err
	}
	reason, message := reasonOf(err), ""
	switch {
	case gone(err):
		message = "a part of this server is being restarted; try again"
	case errors.Is(reason, context.Canceled), errors.Is(reason, context.DeadlineExceeded):
		message = "this could not be done in time; try again"
	default:
		return err
	}
	return &mesher.Error{Kind: mesher.Unavailable, Message: message, RetryAfter: retryAfter, Err: err}
}

// retryAfter is what a client is told to wait when nothing better is known.
const retryAfter = 5 * time.Second
