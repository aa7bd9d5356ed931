package ops_test

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher/ops"
)

// A node is one of several servers with one keeper behind them, and a fault of
// its own.
type node func(w http.ResponseWriter, r *http.Request, k http.Handler)

// cut breaks the connection off.
func cut() { panic(http.ErrAbortHandler) }

func well(w http.ResponseWriter, r *http.Request, k http.Handler) { k.ServeHTTP(w, r) }

func says(status int) node {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(status) }
}

func resets(http.ResponseWriter, *http.Request, http.Handler) { cut() }

// forgets stores every event, and breaks off instead of saying so.
func forgets(w http.ResponseWriter, r *http.Request, k http.Handler) {
	k.ServeHTTP(httptest.NewRecorder(), r)
	cut()
}

// silent answers nothing until the client has gone.
func silent(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	io.Copy(io.Discard, r.Body) // only then does the server notice that it went
	<-r.Context().Done()
}

// limiting says once, in front of each keeper, that there are too many, and for
// how long.
func limiting(after string) node {
	var said sync.Map
	return func(w http.ResponseWriter, r *http.Request, k http.Handler) {
		if r.Method == http.MethodPost {
			if _, before := said.LoadOrStore(k, true); !before {
				if after != "" {
					w.Header().Set("Retry-After", after)
				}
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
		}
		k.ServeHTTP(w, r)
	}
}

// nodes returns servers with one keeper; nil is one that does not listen.
func nodes(t *testing.T, k http.Handler, all ...node) (to []ops.Destination) {
	t.Helper()
	for _, n := range all {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n(w, r, k) }))
		if n == nil {
			server.Close()
		} else {
			t.Cleanup(server.Close)
		}
		d, err := ops.ParseDSN(strings.Replace(server.URL, "://", "://good@", 1) + "/1")
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, d)
	}
	return to
}

// Whatever is wrong with one of two servers, its events go to the other under the
// same id, and are there once.
func TestAnotherTakesIt(t *testing.T) {
	const brief, little = 100 * time.Millisecond, 20 * time.Millisecond
	const clients = 4 // that begin with either: of as many events each gets one
	for _, c := range []struct {
		about string
		bad   node
		lasts time.Duration
		retry time.Duration // a minute; who is silent is waited for for half of it
		final bool          // the event is not sent again
	}{
		{about: "nobody listens", lasts: brief},
		{about: "it says 502", bad: says(502), lasts: brief},
		{about: "it says 503", bad: says(503), lasts: brief},
		{about: "it says 504", bad: says(504), lasts: brief},
		{about: "it resets", bad: resets, lasts: brief},
		{about: "it forgets to answer", bad: forgets, lasts: brief},
		{about: "it is silent", bad: silent, lasts: little, retry: 10 * time.Second},
		{about: "it limits", bad: limiting("1"), lasts: little},
		{about: "it limits for longer than is tried", bad: limiting("3600"), lasts: brief, final: true},
		{about: "it limits and does not say for how long", bad: limiting(""), lasts: brief, final: true},
		{about: "it says 400", bad: says(400), lasts: brief, final: true},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			var k *keeper
			report := enough(t, c.lasts, func(lasts time.Duration) ops.Load {
				k = &keeper{once: true}
				return ops.Load{To: nodes(t, k, c.bad, well), Rate: 400, Duration: lasts, Concurrency: clients,
					Retry: cmp.Or(c.retry, time.Minute), Check: !c.final, Patience: brief}
			}, sent(clients))
			if report.Failed != report.Sent-report.Answered || report.Failed != report.Refused+report.Errors || report.Answered == 0 {
				t.Errorf("it does not add up: %+v", report)
			}
			if (report.Failed > 0) != c.final || (report.Retried == 0) != c.final {
				t.Errorf("reported %+v", report)
			}
			k.mustKeepOnce(t, report)
			if !c.final && report.Stored != report.Answered {
				t.Errorf("read back: %+v", report)
			}
		})
	}
}

// One client sends to all in turn, and reads back from the only one that answers
// then, though none of its events went there.
func TestInTurns(t *testing.T) {
	var came [3]*atomic.Int64
	with := func(i int, reading, sending node) node {
		return func(w http.ResponseWriter, r *http.Request, k http.Handler) {
			if r.Method == http.MethodPost {
				came[i].Add(1)
				sending(w, r, k)
				return
			}
			reading(w, r, k)
		}
	}
	report := enough(t, 100*time.Millisecond, func(lasts time.Duration) ops.Load {
		for i := range came {
			came[i] = new(atomic.Int64)
		}
		return ops.Load{To: nodes(t, &keeper{}, with(0, resets, well), with(1, says(503), well), with(2, well, says(400))), Rate: 400,
			Duration: lasts, Concurrency: 1, Check: true, Patience: time.Millisecond}
	}, sent(9))
	if report.Answered == 0 || report.Stored != report.Answered {
		t.Fatalf("reported %+v", report)
	}
	for i := range came {
		if n := came[i].Load(); n < report.Sent/3 || n > report.Sent/3+1 {
			t.Errorf("of %d events %d came to node %d", report.Sent, n, i)
		}
	}
}

// A load without retries counts each failure, and keeps the answered events.
func TestNobodyIsAskedAgain(t *testing.T) {
	var k *keeper
	report := enough(t, 100*time.Millisecond, func(lasts time.Duration) ops.Load {
		k = &keeper{once: true}
		return ops.Load{To: nodes(t, k, well, forgets, nil), Rate: 400, Duration: lasts, Concurrency: 3, Check: true, Patience: time.Millisecond}
	}, sent(7)) // three of one client, at least
	if report.Retried > 0 || report.Errors == 0 || report.Failed != report.Errors || report.Answered == 0 || report.Stored != report.Answered {
		t.Errorf("reported %+v", report)
	}
	k.mustKeepOnce(t, report)
}

// A server with another key is of another project, and gets no other events.
func TestAnotherProjectDoesNotTakeIt(t *testing.T) {
	var k *keeper
	report := enough(t, 50*time.Millisecond, func(lasts time.Duration) ops.Load {
		k = &keeper{}
		to := nodes(t, k, nil, well)
		to[0].Key = "other"
		return ops.Load{To: to, Rate: 400, Duration: lasts, Concurrency: 2, Retry: lasts / 2}
	}, func(r ops.Report) bool { return r.Retried > 0 })
	if report.Failed == 0 || report.Retried == 0 || int64(k.came) != report.Answered {
		t.Errorf("%d came: %+v", k.came, report)
	}
}

// A load that is told to stop while one server is away takes the events under way
// to the other.
func TestTheLastIsTakenToo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	away := func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		stop()
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	k := &keeper{once: true}
	report, err := ops.Load{To: nodes(t, k, away, well), Duration: time.Hour, Concurrency: 1, Retry: time.Hour}.Run(ctx)
	if err != nil || report.Failed > 0 || report.Answered != 1 || report.Retried != 1 {
		t.Errorf("reported %+v, %v", report, err)
	}
	k.mustKeepOnce(t, report)
}

// The time of an answer includes all attempts, and all of them end.
func TestTriesEnd(t *testing.T) {
	report := enough(t, 100*time.Millisecond, func(lasts time.Duration) ops.Load { // it is over before its one event
		return ops.Load{To: nodes(t, nil, nil, says(503)), Duration: lasts, Concurrency: 1, Retry: 2 * lasts}
	}, sent(1))
	if report.Failed != 1 || report.Sent != 1 || report.P50 < 200 {
		t.Errorf("reported %+v", report)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	bad := func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		stop()
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	began := time.Now()
	report, err := ops.Load{To: nodes(t, nil, nil, bad), Duration: time.Hour, Concurrency: 3, Retry: time.Hour}.Run(ctx)
	if took := time.Since(began); err != nil || report.Failed == 0 || took > time.Minute {
		t.Errorf("told to stop, after %v: %+v, %v", took, report, err)
	}
}

func (k *keeper) mustKeepOnce(t *testing.T, r ops.Report) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	times := map[uuid.UUID]int{}
	for _, id := range k.kept {
		if times[id]++; times[id] > 1 {
			t.Errorf("%s is there %d times", id, times[id])
		}
	}
	if n := int64(len(times)); n < r.Answered || n > r.Sent {
		t.Errorf("%d are kept of %+v", n, r)
	}
}
