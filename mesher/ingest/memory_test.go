package ingest_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is a store without a disk. Its hooks are called outside its lock and
// before it changes anything; they are set before it is used.
type memory struct {
	onWrite func(ctx context.Context, records []mesher.Record) error
	onKey   func(ctx context.Context) error
	// afterKey and afterWrite are called with the answer in hand.
	afterKey, afterWrite func()

	quarantine
	outcomes
	mu      sync.Mutex
	stored  map[uuid.UUID]*mesher.Event
	batches []int // sizes, in order
	keys    map[string]grant
	asked   int // how often for a key
}

type grant struct {
	key     mesher.Key
	project mesher.Project
}

func newMemory() *memory {
	return &memory{
		onWrite:  func(context.Context, []mesher.Record) error { return nil },
		onKey:    func(context.Context) error { return nil },
		afterKey: func() {}, afterWrite: func() {},
		stored: make(map[uuid.UUID]*mesher.Event),
		keys:   make(map[string]grant),
	}
}

func (m *memory) WriteEvents(ctx context.Context, records []mesher.Record) ([]mesher.Receipt, error) {
	if err := m.onWrite(ctx, records); err != nil {
		return nil, err
	}
	defer m.afterWrite()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches = append(m.batches, len(records))
	receipts := make([]mesher.Receipt, len(records))
	for i, r := range records {
		outcome := mesher.Stored
		if m.stored[r.Event.ID] != nil {
			outcome = mesher.Duplicate
		} else {
			m.stored[r.Event.ID] = r.Event
			m.countStored(r.Event)
		}
		receipts[i] = mesher.Receipt{EventID: r.Event.ID, IssueID: r.Grouping.IssueID(r.Event.ProjectID), Outcome: outcome}
	}
	return receipts, nil
}

func (m *memory) Event(_ context.Context, _ []mesher.ProjectID, id uuid.UUID) (mesher.StoredEvent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stored[id] == nil {
		return mesher.StoredEvent{}, mesher.Errorf(mesher.NotFound, "no such event")
	}
	return mesher.StoredEvent{Event: m.stored[id]}, nil
}

func (m *memory) KeyByValue(ctx context.Context, value string) (mesher.Key, mesher.Project, error) {
	if err := m.onKey(ctx); err != nil {
		return mesher.Key{}, mesher.Project{}, err
	}
	m.mu.Lock()
	m.asked++
	g, ok := m.keys[value]
	m.mu.Unlock()
	m.afterKey()
	if !ok {
		return mesher.Key{}, mesher.Project{}, mesher.Errorf(mesher.NotFound, "no such key")
	}
	return g.key, g.project, nil
}

// has returns the stored event, nil if there is none.
func (m *memory) has(id uuid.UUID) *mesher.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stored[id]
}

// start runs a pipeline for as long as the test.
func start(t testing.TB, c ingest.Config) (*actor.System, *ingest.Pipeline) {
	t.Helper()
	return startLogging(t, c, nil)
}

// startLogging is start with a log of the test's own.
func startLogging(t testing.TB, c ingest.Config, log *slog.Logger) (*actor.System, *ingest.Pipeline) {
	t.Helper()
	sys := actor.NewSystem(actor.Config{Logger: log})
	t.Cleanup(func() {
		if err := sys.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	p, err := ingest.New(sys, c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := supervisor.Start(t.Context(), sys, p.Spec()); err != nil {
		t.Fatal(err)
	}
	return sys, p
}

var shop = mesher.Project{ID: 7, Slug: "shop"}

// submission returns an event of the shop in our own format.
func submission(body string) mesher.Submission {
	return mesher.Submission{Project: shop, Body: []byte(body)}
}
