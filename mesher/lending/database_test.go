package lending

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A database is one that several nodes share, with their ledger. Its rows are
// unique as in the real ones.
type database struct {
	mu      sync.Mutex // guards the fields below
	rows    map[uuid.UUID]*mesher.Event
	writers map[string]int // rows, by the node that wrote them
	entries map[mesher.LedgerEntry]bool
	counts  map[mesher.Outcome]int64
	chance  *rand.Rand
}

func newDatabase(seed uint64) *database {
	return &database{
		rows: make(map[uuid.UUID]*mesher.Event), writers: make(map[string]int),
		entries: make(map[mesher.LedgerEntry]bool), counts: make(map[mesher.Outcome]int64),
		chance: rand.New(rand.NewPCG(seed, 7)),
	}
}

// A connection is one node's connection to the database. A dead node has none.
type connection struct {
	*database
	mesher.Quarantine
	node string
	dead bool // guarded by database.mu
}

func (c *connection) die() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = true
}

func (c *connection) pause() {
	c.mu.Lock()
	d := time.Duration(1+c.chance.IntN(8)) * time.Millisecond
	c.mu.Unlock()
	time.Sleep(d)
}

func (c *connection) WriteEvents(_ context.Context, records []mesher.Record) ([]mesher.Receipt, error) {
	c.pause()
	defer c.pause() // committed, and not yet told
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead {
		return nil, mesher.Errorf(mesher.Unavailable, "no connection")
	}
	receipts := make([]mesher.Receipt, len(records))
	for i, r := range records {
		outcome := mesher.Stored
		if c.rows[r.Event.ID] != nil {
			outcome = mesher.Duplicate
		} else {
			c.rows[r.Event.ID] = r.Event
			c.writers[c.node]++
			c.counts[mesher.Stored]++
		}
		receipts[i] = mesher.Receipt{EventID: r.Event.ID, IssueID: r.Grouping.IssueID(r.Event.ProjectID), Outcome: outcome}
	}
	return receipts, nil
}

func (c *connection) AddOutcomes(_ context.Context, entry mesher.LedgerEntry, counts []mesher.OutcomeCount) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead {
		return mesher.Errorf(mesher.Unavailable, "no connection")
	}
	if c.entries[entry] {
		return nil
	}
	c.entries[entry] = true
	for _, n := range counts {
		c.counts[n.Outcome] += n.Events
	}
	return nil
}

func (c *connection) Outcomes(context.Context, mesher.ProjectID, time.Time, time.Time) ([]mesher.OutcomeCount, error) {
	panic("a pipeline only adds")
}

func (c *connection) KeyByValue(context.Context, string) (mesher.Key, mesher.Project, error) {
	panic("nobody has a key")
}

func (c *connection) Event(_ context.Context, _ []mesher.ProjectID, id uuid.UUID) (mesher.StoredEvent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows[id] == nil || c.dead {
		return mesher.StoredEvent{}, mesher.Errorf(mesher.NotFound, "no such event")
	}
	return mesher.StoredEvent{Event: c.rows[id]}, nil
}
