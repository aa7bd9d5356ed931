package operator

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Config configures a [Server]. All but Node, Ready and Log are required.
type Config struct {
	Pipeline Pipeline
	Store    Store
	Spool    Spool
	SpoolMax int64 // bytes that the spool may hold
	System   *actor.System
	Node     *dist.Node // nil: the program runs alone

	// Chores returns, by name, the chores that one node at a time does.
	Chores func() map[string]lease.Last

	// Ready returns an error if events should not be sent here now; without Ready
	// they always may.
	Ready func(context.Context) error

	Log *slog.Logger // default slog.Default
}

// A Pipeline is a pipeline of package ingest.
type Pipeline interface {
	Stats() ingest.Stats
	Queue(ctx context.Context) (ingest.Queue, error)
}

// A Store is what databases report about themselves.
type Store interface {
	Ping(ctx context.Context) error
	// Pool returns how connections to the database are used.
	Pool() mesher.Pool
	// DaysAhead returns for how many days after today there is room for events.
	DaysAhead(ctx context.Context, now time.Time) (int, error)
}

// A Spool is a spool of package spool.
type Spool interface {
	Records() int
	Held() int64
}

func (c Config) withDefaults() Config {
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Ready == nil {
		c.Ready = func(context.Context) error { return nil }
	}
	if c.Chores == nil {
		c.Chores = func() map[string]lease.Last { return nil }
	}
	return c
}
