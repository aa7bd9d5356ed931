package ops

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A Load says how to send events. One destination is required; for every other
// field zero is a good default.
type Load struct {
	To          []Destination // each client takes them in turn, event by event
	Rate        float64       // events a second; 0: as fast as they are answered
	Duration    time.Duration // default 10 s
	Concurrency int           // clients, each with a connection; default 64
	Size        int           // of an event, in bytes; default 2 KB
	Issues      int           // that the events belong to; default 100. Negative: each event has its own

	// Retry is how long an event that no server takes is sent again, under its id,
	// to the next destination with the same key, as a load balancer would do: if no
	// answer comes, after 502, 503 and 504, and after a 429 that says when. Zero
	// means never, so that every failure is counted.
	Retry time.Duration

	Check    bool          // read back the accepted events
	Token    mesher.Secret // to read with
	Patience time.Duration // how long events may wait in a spool; default 60 s

	Progress io.Writer // told the progress every second; default nobody
}

// A Report is the outcome of a load.
type Report struct {
	Sent     int64 `json:"sent"`     // each event once, however often it was tried
	Answered int64 `json:"answered"` // that is, accepted
	Refused  int64 `json:"refused"`  // answered in the end, and not accepted
	Errors   int64 `json:"errors"`   // not answered in the end
	Failed   int64 `json:"failed"`   // refused or not answered
	Retried  int64 `json:"retried"`  // how often an event was sent again

	Rate float64 `json:"rate"`   // accepted a second
	P50  float64 `json:"p50_ms"` // from when an event was due, through all attempts
	P99  float64 `json:"p99_ms"`

	// Of the accepted events, how many were found; all zero without a check.
	Stored     int64 `json:"stored"`
	Missing    int64 `json:"missing"`
	Duplicates int64 `json:"duplicates"`
}

func (l Load) withDefaults() (Load, error) {
	if len(l.To) == 0 {
		return l, errors.New("a load needs a destination")
	}
	if min(l.Concurrency, l.Size) < 0 || l.Rate < 0 || min(l.Duration, l.Patience, l.Retry) < 0 {
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
	s := &sending{Load: l, targets: targetsOf(l.To, l.Retry), sample: NewSample(l.Size), began: time.Now()}
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
	targets []target
	sample  Sample
	began   time.Time
	took    time.Duration

	turn                          atomic.Int64 // numbers the events
	answered, refused, unanswered atomic.Int64
	retried                       atomic.Int64

	latencies histogram // of all clients once they have ended, like the fields below
	accepted  []accepted
	good      int // index of a target that took events: it is likely to be up
}

func (s *sending) run(ctx context.Context) {
	over, cancel := context.WithDeadline(ctx, s.began.Add(s.Duration))
	defer cancel()
	clients := make([]client, s.Concurrency)
	var busy, told sync.WaitGroup
	for n := range clients {
		clients[n] = client{sending: s, at: n % len(s.targets), lines: make([]*line, len(s.targets))}
		busy.Go(func() { clients[n].send(ctx, over) })
	}
	done := make(chan struct{})
	told.Go(func() { s.tell(done) })
	busy.Wait()
	s.took = time.Since(s.began)
	close(done)
	told.Wait()
	for n := range clients {
		s.latencies.merge(&clients[n].latencies)
		s.accepted = append(s.accepted, clients[n].accepted...)
		if clients[n].latencies.total > 0 { // it sent something
			s.good = clients[n].good
		}
	}
}

// due returns when the nth event is to be sent. At a rate its latency counts from
// then, even if no client is free to send it: a server that stalls delays all
// events that were due meanwhile.
func (s *sending) due(n int64) time.Time {
	if s.Rate == 0 {
		return time.Now()
	}
	return s.began.Add(time.Duration(float64(n) / s.Rate * float64(time.Second)))
}

// wait returns true at a time, or false if ctx ends before.
func wait(ctx context.Context, until time.Time) bool {
	if pause := time.Until(until); pause > 0 {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
	return ctx.Err() == nil
}

func (s *sending) report() Report {
	answered, refused, unanswered := s.answered.Load(), s.refused.Load(), s.unanswered.Load()
	return Report{
		Sent: answered + refused + unanswered, Answered: answered, Refused: refused, Errors: unanswered,
		Failed: refused + unanswered, Retried: s.retried.Load(),
		Rate: float64(answered) / s.took.Seconds(),
		P50:  milliseconds(s.latencies.percentile(50)), P99: milliseconds(s.latencies.percentile(99)),
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// tell reports the progress every second.
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
		fmt.Fprintf(s.Progress, "%3.0fs  %9d answered  %7d/s  %d refused  %d not answered  %d sent again\n",
			time.Since(s.began).Seconds(), answered, answered-before, s.refused.Load(), s.unanswered.Load(), s.retried.Load())
		before = answered
	}
}
