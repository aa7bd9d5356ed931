package ops

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A Load is how events are to be sent. One destination is required; every other
// zero is a good default.
type Load struct {
	To          []Destination // clients are spread over them
	Rate        float64       // events a second; 0: as fast as they are answered
	Duration    time.Duration // 10 s
	Concurrency int           // clients, each with a connection: 64
	Size        int           // of an event, in bytes: 2 KB
	Issues      int           // that the events belong to: 100. Negative: each is an issue of its own

	Check    bool          // read back what was answered
	Token    mesher.Secret // to read with
	Patience time.Duration // how long what waits in a spool may take: 60 s

	Progress io.Writer // told every second how it goes: nobody
}

// A Report is how a load went.
type Report struct {
	Sent     int64 `json:"sent"`
	Answered int64 `json:"answered"` // accepted, that is
	Refused  int64 `json:"refused"`  // answered, and not accepted
	Errors   int64 `json:"errors"`   // not answered

	Rate float64 `json:"rate"` // accepted a second
	P50  float64 `json:"p50_ms"`
	P99  float64 `json:"p99_ms"`

	// Of those accepted, what is found; all zero when that was not looked at.
	Stored     int64 `json:"stored"`
	Missing    int64 `json:"missing"`
	Duplicates int64 `json:"duplicates"`
}

func (l Load) withDefaults() (Load, error) {
	if len(l.To) == 0 {
		return l, errors.New("a load needs a destination")
	}
	if min(l.Concurrency, l.Size) < 0 || l.Rate < 0 || min(l.Duration, l.Patience) < 0 {
		return l, errors.New("of a load only the number of issues may be negative")
	}
	l.Duration = cmp.Or(l.Duration, 10*time.Second)
	l.Concurrency = cmp.Or(l.Concurrency, 64)
	l.Size = cmp.Or(l.Size, 2<<10)
	l.Issues = cmp.Or(l.Issues, 100)
	l.Patience = cmp.Or(l.Patience, time.Minute)
	if l.Size > mesher.MaxEventSize*3/4 {
		return l, fmt.Errorf("an event of %d bytes would be refused", l.Size)
	}
	if l.Progress == nil {
		l.Progress = io.Discard
	}
	return l, nil
}

// Run sends until the time is up, or ctx ends, and reports. The error is what
// kept it from sending or checking at all.
func (l Load) Run(ctx context.Context) (Report, error) {
	l, err := l.withDefaults()
	if err != nil {
		return Report{}, err
	}
	s := &sending{Load: l, sample: NewSample(l.Size), began: time.Now()}
	s.run(ctx)
	report := s.report()
	if l.Check {
		err = s.check(context.WithoutCancel(ctx), &report)
	}
	return report, err
}

// A sending is a load under way.
type sending struct {
	Load
	sample Sample
	began  time.Time
	took   time.Duration

	turn                          atomic.Int64 // numbers the events
	answered, refused, unanswered atomic.Int64

	mu        sync.Mutex // guards what each client adds as it ends
	latencies histogram
	accepted  []accepted
}

// An accepted is the answer to an event that is to be found again.
type accepted struct {
	ID      uuid.UUID  `json:"id"`
	IssueID *uuid.UUID `json:"issue_id"`
	Status  string     `json:"status"`
	server  int        // by its number among the destinations
}

func (s *sending) run(ctx context.Context) {
	ctx, cancel := context.WithDeadline(ctx, s.began.Add(s.Duration))
	defer cancel()
	var clients, told sync.WaitGroup
	for n := range s.Concurrency {
		clients.Go(func() { s.client(ctx, n%len(s.To)) })
	}
	done := make(chan struct{})
	told.Go(func() { s.tell(done) })
	clients.Wait()
	s.took = time.Since(s.began)
	close(done)
	told.Wait()
}

// client sends one event after the other, each at its time.
func (s *sending) client(ctx context.Context, server int) {
	var mine histogram
	var found []accepted
	l := newLine(s.To[server])
	defer l.close()
	var body []byte
	for {
		n := s.turn.Add(1) - 1
		due := s.due(n)
		if !s.wait(ctx, due) {
			break
		}
		issue := int(n)
		if s.Issues > 0 {
			issue %= s.Issues
		}
		body = s.sample.Event(body[:0], uuid.New(), issue)
		// What is under way when the time is up is waited for.
		status, answer, err := l.post(context.WithoutCancel(ctx), body)
		mine.add(time.Since(due))
		switch {
		case err != nil:
			s.unanswered.Add(1)
			s.wait(ctx, time.Now().Add(retryPause))
		case status != http.StatusAccepted:
			s.refused.Add(1)
		default:
			s.answered.Add(1)
			if s.Check {
				found = appendAccepted(found, answer, server)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latencies.merge(&mine)
	s.accepted = append(s.accepted, found...)
}

// retryPause is how long a client leaves a server alone that did not answer.
const retryPause = 50 * time.Millisecond

// due is when the nth event is to be sent. At a rate its latency counts from
// then, whenever a client is free to send it: a server that stalls does so to
// all who would have come meanwhile.
func (s *sending) due(n int64) time.Time {
	if s.Rate == 0 {
		return time.Now()
	}
	return s.began.Add(time.Duration(float64(n) / s.Rate * float64(time.Second)))
}

// wait returns at a time, or false when ctx ends before.
func (s *sending) wait(ctx context.Context, until time.Time) bool {
	if pause := time.Until(until); pause > 0 {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
	return ctx.Err() == nil
}

// appendAccepted remembers an event that is said to be kept.
func appendAccepted(found []accepted, answer []byte, server int) []accepted {
	a := accepted{server: server}
	if json.Unmarshal(answer, &a) != nil || a.Status != "accepted" {
		return found
	}
	return append(found, a)
}

func (s *sending) report() Report {
	answered, refused, unanswered := s.answered.Load(), s.refused.Load(), s.unanswered.Load()
	return Report{
		Sent: answered + refused + unanswered, Answered: answered, Refused: refused, Errors: unanswered,
		Rate: float64(answered) / s.took.Seconds(),
		P50:  milliseconds(s.latencies.percentile(50)), P99: milliseconds(s.latencies.percentile(99)),
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// tell says every second how it goes.
func (s *sending) tell(done <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	before := int64(0)
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		answered := s.answered.Load()
		fmt.Fprintf(s.Progress, "%3.0fs  %9d answered  %7d/s  %d refused  %d not answered\n",
			time.Since(s.began).Seconds(), answered, answered-before, s.refused.Load(), s.unanswered.Load())
		before = answered
	}
}
