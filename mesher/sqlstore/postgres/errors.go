package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mesh-actors/mesh/mesher"
)

// retryAfter is how long a client is told to wait for a database that cannot
// work.
const retryAfter = 5 * time.Second

// The states of PostgreSQL that we act on.
const (
	uniqueViolation     = "23505"
	foreignKeyViolation = "23503"
	noPartition         = "23514" // a check violation; events has no other checks
	serializationFailed = "40001"
	deadlockDetected    = "40P01"
	noTable             = "42P01"
	duplicateTable      = "42P07"
	duplicateObject     = "42710" // the type of a table's rows
	readOnly            = "25006"
	staleBatch          = "MS001" // our own, see the schema
)

// unavailable lists the classes of states that blame the database or its
// server, never the event that was being written: the same batch may succeed
// later, so a caller keeps it. Anything else is a fault of ours.
var unavailable = map[string]string{
	"08": "the connection to the database broke",
	"28": "the database refuses its user",
	"40": "the database is too busy to settle conflicts",
	"53": "the database is out of disk, memory or connections",
	"55": "the database is locked",
	"57": "the database is shutting down or starting",
	"58": "the disk that holds the database fails",
	"MS": "the issues of the events keep changing",
	"XX": "the database is damaged: see the log of its server",
}

// fail adds the operation to err and gives it its kind; nil stays nil.
func (s *Store) fail(operation string, err error) error {
	if err == nil {
		return nil
	}
	err = classify(err)
	if s.closed.Load() && mesher.KindOf(err) == mesher.Internal {
		err = outage("the database is closed", err)
	}
	return fmt.Errorf("%s: %w", operation, err)
}

// classify gives err the kind for its cause. An error that has a kind keeps it.
func classify(err error) error {
	if _, ok := errors.AsType[*mesher.Error](err); ok || err == nil {
		return err
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && len(e.Code) == 5 {
		if message, ok := unavailable[e.Code[:2]]; ok {
			return outage(message, err)
		}
		if e.Code == readOnly {
			return outage("the database is read-only", err)
		}
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return outage("the database did not answer in time", err)
	}
	if isBroken(err) {
		return outage("the database cannot be reached", err)
	}
	return err
}

// isBroken reports whether a connection failed, or could not be made.
func isBroken(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

func outage(message string, cause error) error {
	return &mesher.Error{Kind: mesher.Unavailable, Message: message, RetryAfter: retryAfter, Err: cause}
}

func hasState(err error, state string) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == state
}

// isMade reports whether a table could not be made because another node made it
// meanwhile. Which of its parts clashes depends on the moment.
func isMade(err error) bool {
	return hasState(err, duplicateTable) || hasState(err, duplicateObject) || hasState(err, uniqueViolation)
}
