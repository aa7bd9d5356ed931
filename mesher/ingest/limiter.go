package ingest

import (
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// take asks the limiter for one event of a project, which may send so many a
// minute; negative: any number.
type take struct {
	project   mesher.ProjectID
	perMinute int
}

// limiter is the RateLimiter service. It answers take with nil or an error of
// the kind Limited.
type limiter struct{ buckets buckets }

func newLimiter() *limiter { return &limiter{newBuckets()} }

func (l *limiter) HandleCall(_ *actor.Process, request any) (any, error) {
	t, ok := request.(take)
	if !ok {
		return nil, service.Unknown(request)
	}
	if wait := l.buckets.take(t, time.Now()); wait > 0 {
		return nil, &mesher.Error{
			Kind:       mesher.Limited,
			Message:    "this project sends more than it may, which is " + perMinute(t.perMinute),
			RetryAfter: wait,
		}
	}
	return nil, nil
}
