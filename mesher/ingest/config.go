package ingest

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"runtime"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/spool"
)

// A Store is what the pipeline needs from the database.
type Store interface {
	mesher.EventWriter
	mesher.Quarantine
	mesher.OutcomeLedger
	// KeyByValue finds a key that was not revoked, or returns a NotFound error.
	KeyByValue(ctx context.Context, value string) (mesher.Key, mesher.Project, error)
	// Event finds an event by its id, within these projects.
	Event(ctx context.Context, projects []mesher.ProjectID, id uuid.UUID) (mesher.StoredEvent, error)
}

// Config configures a [Pipeline]. The store is required; for everything else zero
// is a good default.
type Config struct {
	Store Store

	// Decode decodes the event of a submission: by default, our own format or
	// Sentry's. It is called concurrently.
	Decode func(*mesher.Submission) (*mesher.Event, error)

	// Spool takes events that the database can't take now; without one they are
	// refused. The pipeline never closes it.
	Spool *spool.Spool

	// Slow is how long a transaction may take before its events go to the spool
	// instead; default 2 s.
	Slow time.Duration

	// RateLimit is how many events a minute a project without its own limit may
	// send; default 1000, negative for no limit.
	RateLimit int

	// Processors is how many events are decoded at once; default one for each CPU
	// that the program may use.
	Processors int

	// Committers is how many transactions are under way at once; default 1. Use more
	// for databases that write concurrently; with one that writes in turn they would
	// only split what could be one transaction.
	Committers int

	// Batch is the maximum number of events in one transaction; default 500.
	Batch int

	// MaxWaiting is how many events may wait to be stored, and MaxWaitingBytes their
	// total size as sent; default 4096 and 64 MB. Events beyond that go to the
	// spool; as many may wait for the spool, and those beyond are refused.
	MaxWaiting, MaxWaitingBytes int

	// Peers returns the names of the connected nodes that run such a pipeline;
	// default none.
	Peers func() []string

	// Patience is how long an event waits in all before it is refused; default 10 s.
	Patience time.Duration

	// Stored is called with events right after their commit, and before their
	// senders are answered, so that live pages can be told. It is called once for
	// each, unless the program or the writer dies in between. It must not wait. By
	// default it is not called.
	Stored func(iter.Seq2[mesher.Record, mesher.Receipt])

	stats *stats // the pipeline's; set by New
}

func (c Config) withDefaults() (Config, error) {
	if c.Store == nil {
		return c, errors.New("ingest: Config lacks a store")
	}
	if min(c.Processors, c.Committers, c.Batch, c.MaxWaiting, c.MaxWaitingBytes) < 0 || min(c.Patience, c.Slow) < 0 {
		return c, errors.New("ingest: of Config only RateLimit may be negative")
	}
	if c.Peers == nil {
		c.Peers = func() []string { return nil }
	}
	if c.Decode == nil {
		c.Decode = decode
	}
	c.RateLimit = cmp.Or(c.RateLimit, 1000)
	c.Processors = cmp.Or(c.Processors, runtime.GOMAXPROCS(0))
	c.Committers = cmp.Or(c.Committers, 1)
	c.Batch = cmp.Or(c.Batch, 500)
	c.MaxWaiting = cmp.Or(c.MaxWaiting, 4096)
	c.MaxWaitingBytes = cmp.Or(c.MaxWaitingBytes, 64<<20)
	c.Slow = cmp.Or(c.Slow, 2*time.Second)
	c.Patience = cmp.Or(c.Patience, 10*time.Second)
	if c.Stored == nil {
		c.Stored = func(iter.Seq2[mesher.Record, mesher.Receipt]) {}
	}
	c.stats = new(stats)
	return c, nil
}
