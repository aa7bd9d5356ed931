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

// A Store is what the pipeline needs of the database.
type Store interface {
	mesher.EventWriter
	mesher.Quarantine
	mesher.OutcomeLedger
	// KeyByValue finds a key that was not revoked; else a NotFound error.
	KeyByValue(ctx context.Context, value string) (mesher.Key, mesher.Project, error)
	// Event finds one by its id, within these projects.
	Event(ctx context.Context, projects []mesher.ProjectID, id uuid.UUID) (mesher.StoredEvent, error)
}

// Config of a [Pipeline]. The store is required; every other zero is a good
// default.
type Config struct {
	Store Store

	// Decode reads the event of a submission: by its format, our own or that of
	// Sentry's SDKs. Any number of goroutines call it.
	Decode func(*mesher.Submission) (*mesher.Event, error)

	// Spool is where events go that the database can't take now; without one
	// they are refused. The pipeline never closes it.
	Spool *spool.Spool

	// Slow is how long a transaction may take before its events go to the spool
	// instead: 2 s.
	Slow time.Duration

	// RateLimit is how many events a minute a project may send that has no limit
	// of its own: 1000. Negative: any number.
	RateLimit int

	// Processors is how many events are decoded at once: one for each CPU that
	// the program may use.
	Processors int

	// Committers is how many transactions are under way at once: 1. More are for
	// databases that do write at the same time; with one that writes in turn
	// they would only split what could be one transaction.
	Committers int

	// Batch is how many events one transaction takes at most: 500.
	Batch int

	// MaxWaiting is how many events may wait to be stored, and MaxWaitingBytes
	// how large they may be together, as they were sent: 4096 and 64 MB. An
	// event beyond that goes to the spool; as many may wait for that, and what
	// is beyond is refused.
	MaxWaiting, MaxWaitingBytes int

	// Peers names the nodes that this one is connected to, with pipelines like this
	// one: none.
	Peers func() []string

	// Patience is how long an event waits for all of it before it is refused:
	// 10 s.
	Patience time.Duration

	// Stored is shown events right after they were committed, and before their
	// senders are answered: live pages are told. Each is shown once, unless the
	// program or the writer died in between. It does not wait. Default: nobody is
	// shown any.
	Stored func(iter.Seq2[mesher.Record, mesher.Receipt])

	stats *stats // of the pipeline, which makes it
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
