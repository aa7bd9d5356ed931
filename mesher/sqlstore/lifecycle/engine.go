package lifecycle

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// stepSize is how many events one step moves: their rows and those of their
// counts are locked for about ten milliseconds.
const stepSize = 500

// An Engine is a database that stores issues and events.
type Engine interface {
	plain.Database
	// Change runs do as one transaction. Unlike one of Transact it waits for rows
	// that another has changed, and then sees them as they are: events arrive all
	// the time, and a transaction that could not wait for them would never finish.
	// It may run do again, from the start.
	Change(ctx context.Context, do func(plain.Tx) error) error

	// Lock returns the end of a SELECT that locks its rows, and Skip that of one
	// that also leaves out rows locked by others. Both may be empty.
	Lock() string
	Skip() string

	// Take changes up to limit of the chosen events, and returns what they were:
	// into is their new issue, or Nil to delete them.
	Take(tx plain.Tx, c Choice, into uuid.UUID, limit int) ([]Taken, error)
	// Newest returns the newest event of an issue with a hash, whole; nil if there
	// is none.
	Newest(tx plain.Tx, issue uuid.UUID, hash []byte) (*mesher.Event, error)
	// DropDays removes all events received before a day at once, with their counts,
	// as far as that costs less than deleting them.
	DropDays(ctx context.Context, before mesher.Day) (days int, err error)
}

// A Choice selects the events of an issue, with a hash if there is one, or else
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

// On returns the ports on an engine.
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
