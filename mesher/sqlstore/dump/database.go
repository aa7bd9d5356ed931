package dump

import (
	"context"

	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// A Database is an engine that can be read completely and filled.
type Database interface {
	plain.Database
	// Snapshot runs do, whose queries all see the database at one moment.
	Snapshot(ctx context.Context, do func(plain.Tx) error) error
	// HasTable reports whether there is a table.
	HasTable(tx plain.Tx, name string) (bool, error)
	// From returns what to select a table of [Tables] from.
	From(table string) string
	// EventRows returns the ends of the queries, from FROM on, that read all events
	// one after the other, oldest first.
	EventRows(tx plain.Tx) ([]string, error)
	// Load adds rows to a table and runs also, as one transaction.
	Load(ctx context.Context, t Table, rows []Row, also func(plain.Tx) error) error
}

// A Sink takes a dump: its header, its parts, and at the end its totals.
type Sink interface {
	Begin(ctx context.Context, h Header) error
	Take(ctx context.Context, p Part) error
	End(ctx context.Context, t Totals) error
}

// Version is the version of the format.
const Version = 1

// A Header comes before a dump's parts.
type Header struct {
	Version int     `json:"version"`
	Tables  []Table `json:"tables"`
	Rows    int64   `json:"rows"` // in all
}

// Progress is how far a dump has come.
type Progress struct {
	Table  string
	Rows   int64 // of all tables
	Before int64 // of these, rows there from an earlier run
	Events int64 // of these
	All    int64 // rows in the source
}

// Report is called after each part; nil: not at all.
type Report func(Progress)

// A meter counts and reports progress.
type meter struct {
	Progress
	report Report
}

func (m *meter) passed(p Part, before bool) {
	m.Table = p.Table
	m.Rows += int64(p.Rows)
	if before {
		m.Before += int64(p.Rows)
	}
	if p.Table == Events {
		m.Events += int64(p.Rows)
	}
	if m.report != nil {
		m.report(m.Progress)
	}
}
