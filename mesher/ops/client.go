package ops

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// A client sends one event after the other, each to the next destination.
type client struct {
	*sending
	at    int     // index of the next destination
	good  int     // index of the one that took an event last
	lines []*line // by the number of the first target on a server; nil: not needed yet

	latencies histogram
	accepted  []accepted
}

// An accepted is the answer to a stored event, which must be found again.
type accepted struct {
	ID      uuid.UUID  `json:"id"`
	IssueID *uuid.UUID `json:"issue_id"`
	Status  string     `json:"status"`
}

// retryPause is how long a client leaves servers alone that did not answer.
const retryPause = 50 * time.Millisecond

// send sends events until over ends. It then waits for the event under way, and
// retries it; once ctx ends, only at the rest of the servers.
func (c *client) send(ctx, over context.Context) {
	defer func() {
		for _, l := range c.lines {
			if l != nil {
				l.close()
			}
		}
	}()
	var body []byte
	for {
		n := c.turn.Add(1) - 1
		due := c.due(n)
		if !wait(over, due) {
			return
		}
		issue := int(n)
		if c.Issues > 0 {
			issue %= c.Issues
		}
		body = c.sample.Event(body[:0], uuid.New(), issue)
		r, err := c.deliver(ctx, body)
		c.latencies.add(time.Since(due))
		switch {
		case err != nil:
			c.unanswered.Add(1)
			wait(over, time.Now().Add(retryPause))
		case r.status != http.StatusAccepted:
			c.refused.Add(1)
		default:
			c.answered.Add(1)
			if c.Check {
				c.remember(r.body)
			}
		}
	}
}

// deliver sends an event, again and elsewhere while there is time for that, and
// returns the last answer.
func (c *client) deliver(ctx context.Context, body []byte) (reply, error) {
	first := c.at
	c.at = (c.at + 1) % len(c.targets)
	b := backoff{until: time.Now().Add(c.Retry)}
	for at := first; ; {
		r, err := c.post(ctx, at, body)
		if r.status == http.StatusAccepted {
			c.good = at
			return r, nil
		}
		at = c.targets[at].next
		now := time.Now()
		begin, again := b.next(now, r, at == first)
		if c.Retry == 0 || !again || begin.After(now) && !wait(ctx, begin) {
			return r, err
		}
		c.retried.Add(1)
	}
}

func (c *client) post(ctx context.Context, at int, body []byte) (reply, error) {
	t := &c.targets[at]
	if c.lines[t.line] == nil {
		c.lines[t.line] = &line{server: t.Base}
	}
	return c.lines[t.line].post(context.WithoutCancel(ctx), t.head, body, t.within)
}

// remember stores the answer to an accepted event.
func (c *client) remember(answer []byte) {
	var a accepted
	if json.Unmarshal(answer, &a) == nil && a.Status == "accepted" {
		c.accepted = append(c.accepted, a)
	}
}
