package lifecycle

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// stepSize is how many events one step takes along: their rows and those of
// their counts are locked for some ten milliseconds.
const stepSize = 500

// An Engine is a database that keeps issues and events.
type Engine interface {
	plain.Database
	// Change runs do as one transaction. Unlike one of Transact it waits for rows
	// that another one has changed, and then sees them as they are: events arrive
	// all the time, and who can't wait for them gets nothing done. It may run do
	// again, from the start.
	Change(ctx context.Context, do func(plain.Tx) error) error

	// Lock is what a SELECT ends with that wants its rows for itself, and Skip
	// the same for one that leaves out what others have. Both may be empty.
	Lock() string
	Skip() string

	// Take changes up to limit of the events chosen, and returns what they were:
	// into is their new issue, or Nil when they are deleted.
	Take(tx plain.Tx, c Choice, into uuid.UUID, limit int) ([]Taken, error)
	// Newest is the newest event of an issue with a hash, whole; nil when there
	// is none.
	Newest(tx plain.Tx, issue uuid.UUID, hash []byte) (*mesher.Event, error)
	// DropDays removes all events received before a day at once, with their
	// counts, as far as it can do so for less than by deleting them.
	DropDays(ctx context.Context, before mesher.Day) (days int, err error)
}

// A Choice is of the events of an issue, with a hash if there is one, or else of
// those of a project before a day.
type Choice struct {
	Issue   uuid.UUID
	Hash    []byte
	Project mesher.ProjectID
	Before  mesher.Day
}

// Taken is an event as counts know it: when it was received, its project and
// level, and the tags that are counted.
type Taken struct {
	Issue uuid.UUID
	Event *mesher.Event
}

// Ports implements [mesher.Lifecycle], [mesher.Outbox] and [mesher.Expirer] on an
// engine. Stores embed it.
type Ports struct{ on Engine }

// On works on an engine.
func On(e Engine) Ports { return Ports{e} }

func (s Ports) change(ctx context.Context, operation string, do func(plain.Tx) error) error {
	return s.on.Fail(operation, s.on.Change(ctx, do))
}

// run runs statements one after the other.
func run(tx plain.Tx, statements ...statement) error {
	for _, s := range statements {
		if _, err := tx.Exec(s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}

type statement struct {
	text string
	args []any
}

func do(text string, args ...any) statement { return statement{text, args} }

func notThere(issue uuid.UUID) error {
	return mesher.Errorf(mesher.NotFound, "there is no issue %s", issue)
}
