package ops

import (
	"net/http"
	"time"
)

// The pause between two rounds of all servers, twice as long each time.
const shortestPause, longestPause = 10 * time.Millisecond, time.Second

// A backoff says how long one event is retried.
type backoff struct {
	until time.Time // no attempt begins after that
	pause time.Duration
}

// next returns when an event may be sent once more, after a reply, and whether it
// may at all. A load balancer would go on to the next server if one can't be
// reached, or says that it can't serve. A limit applies to all servers, and says
// when it is over; if it does not say, it is final, as is every other answer.
// round says that all servers were asked, and the next is the first again.
func (b *backoff) next(now time.Time, r reply, round bool) (begin time.Time, again bool) {
	switch r.status {
	case 0, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		begin = now
		if round {
			b.pause = min(max(2*b.pause, shortestPause), longestPause)
			begin = now.Add(b.pause)
			if begin.After(b.until) && now.Before(b.until) {
				begin = b.until // a last time
			}
		}
	case http.StatusTooManyRequests:
		if r.after == 0 {
			return now, false
		}
		begin = now.Add(r.after)
	default:
		return now, false
	}
	return begin, !begin.After(b.until)
}
