package operator_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/mesher/operator"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A plant is what a program would report, as a test wants it.
type plant struct {
	stats    ingest.Stats
	queue    ingest.Queue
	queueErr error
	pingErr  error
	hangs    bool // the database does
	days     int
	records  int
	held     int64
	chores   map[string]lease.Last
}

// healthy returns a plant with nothing wrong.
func healthy() *plant {
	return &plant{
		queue: ingest.Queue{MaxEvents: 100}, days: 7,
		chores: map[string]lease.Last{"alert_evaluator": {Here: true, Done: time.Unix(1_700_000_000, 0)}},
	}
}

func (p *plant) Stats() ingest.Stats                         { return p.stats }
func (p *plant) Queue(context.Context) (ingest.Queue, error) { return p.queue, p.queueErr }
func (p *plant) Records() int                                { return p.records }
func (p *plant) Held() int64                                 { return p.held }

func (p *plant) Ping(ctx context.Context) error {
	if p.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	return p.pingErr
}

func (p *plant) Pool() mesher.Pool {
	return mesher.Pool{Max: 10, InUse: 3, Idle: 2, Waits: 4, Waited: 1500 * time.Millisecond}
}

func (p *plant) DaysAhead(ctx context.Context, _ time.Time) (int, error) {
	return p.days, p.Ping(ctx)
}

// server returns an operator's server for the plant.
func (p *plant) server(t testing.TB) *operator.Server {
	sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { sys.Stop(context.Background()) })
	return operator.New(operator.Config{
		Pipeline: p, Store: p, Spool: p, SpoolMax: 100 << 20, System: sys,
		Chores: func() map[string]lease.Last { return p.chores },
		Ready: func(context.Context) error {
			if p.held > 50<<20 {
				return p.pingErr
			}
			return nil
		},
		Log: slog.New(slog.DiscardHandler),
	})
}

// get asks the server for a path.
func get(t testing.TB, s *operator.Server, path string) (status int, body string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	all, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(all)
}
