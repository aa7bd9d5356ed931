package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mesh-actors/mesh/mesher"
)

// retryAfter is how long a client is told to wait for a database that cannot
// work.
const retryAfter = 5 * time.Second

// unavailable lists the results of SQLite that blame the database, its disk or
// its file, never the event that was being written: the same batch may succeed
// later, so a caller keeps it. Anything else is a fault of ours.
var unavailable = map[int]string{
	sqlite3.SQLITE_FULL:      "the disk that holds the database is full",
	sqlite3.SQLITE_IOERR:     "the disk that holds the database fails",
	sqlite3.SQLITE_CORRUPT:   "the database file is damaged: restore a backup",
	sqlite3.SQLITE_NOTADB:    "the file is damaged, or no database at all",
	sqlite3.SQLITE_CANTOPEN:  "the database file cannot be opened",
	sqlite3.SQLITE_READONLY:  "the database file is read-only",
	sqlite3.SQLITE_PERM:      "the database file may not be used",
	sqlite3.SQLITE_BUSY:      "another process keeps the database locked",
	sqlite3.SQLITE_LOCKED:    "the database is locked",
	sqlite3.SQLITE_PROTOCOL:  "the database is locked",
	sqlite3.SQLITE_NOMEM:     "there is no memory left for the database",
	sqlite3.SQLITE_INTERRUPT: "the database was interrupted",
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
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return outage("the database did not answer in time", err)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		const primary = 0xff // an extended code's low byte is the general one
		if message, ok := unavailable[e.Code()&primary]; ok {
			return outage(message, err)
		}
	}
	return err
}

func outage(message string, cause error) error {
	return &mesher.Error{Kind: mesher.Unavailable, Message: message, RetryAfter: retryAfter, Err: cause}
}

// isTaken reports whether a value that must be unique exists already.
func isTaken(err error) bool { return hasCode(err, sqlite3.SQLITE_CONSTRAINT_UNIQUE) }

// isOrphan reports whether a row refers to another that does not exist.
func isOrphan(err error) bool { return hasCode(err, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY) }

func hasCode(err error, code int) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == code
}
