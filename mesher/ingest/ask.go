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
// and so on up to lastPause: about a second in all, and a restart takes
// microseconds.
const (
	firstPause = time.Millisecond
	lastPause  = 512 * time.Millisecond
)

// ask calls the service of this name. One that is gone, or dies of it, is given
// a moment to be restarted; so request must do no harm when it is done twice.
func ask[R any](ctx context.Context, sys *actor.System, name string, request any) (R, error) {
	reply, _, err := insist[R](ctx, sys, name, request)
	return reply, err
}

// insist is ask that tells whether it took more than one try.
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

// gone tells whether a call failed because its service was not there, or was
// made to exit. A service that panicked is not asked again: the request may be
// what it died of, and would kill the next one too.
func gone(err error) bool {
	reason := reasonOf(err)
	return errors.Is(reason, actor.NoProc) || errors.Is(reason, actor.Killed) || errors.Is(reason, actor.Shutdown)
}

// reasonOf is why a call got no reply.
func reasonOf(err error) error {
	if e, ok := errors.AsType[*actor.CallError](err); ok {
		return e.Reason
	}
	return err
}

// refusal is err as whoever sent the event is to read it. What has a kind
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

// retryAfter is what a client is told to wait when we don't know any better.
const retryAfter = 5 * time.Second
