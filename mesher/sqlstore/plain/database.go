package plain

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A Database is an engine that runs statements.
//
// Arguments and results are strings, whole numbers, bools, byte slices, ids as
// [uuid.UUID] and times; the zero time is NULL.
type Database interface {
	// Transact runs do as one transaction, as if nothing else ran. It may run do
	// again, from the start.
	Transact(ctx context.Context, do func(Tx) error) error
	// Read runs do, in which each query sees what is committed.
	Read(ctx context.Context, do func(Tx) error) error
	// Fail adds the operation and the kind to an error; nil stays nil.
	Fail(operation string, err error) error
	// IsTaken reports whether an error says that a value that must be unique exists
	// already.
	IsTaken(err error) bool
	// IsOrphan reports whether an error says that a row refers to another that does
	// not exist, or would not after a deletion.
	IsOrphan(err error) bool
}

// A Tx runs statements one after the other.
type Tx interface {
	Exec(statement string, args ...any) (changed int64, err error)
	Query(query string, args ...any) (Rows, error)
}

// Rows are the result of a query.
type Rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close()
}

// Tables implements the ports of this package. Engines embed it.
type Tables struct{ db Database }

// On returns the tables in a database, which has them already.
func On(db Database) Tables { return Tables{db} }

// A Row can be read; so can the rows of a query, each in turn.
type Row interface{ Scan(into ...any) error }

// ErrNone says that a query found nothing.
var ErrNone = errors.New("no rows")

// All reads every row of a query.
func All[T any](tx Tx, read func(Row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []T
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

// One reads the only row; ErrNone if there is none.
func One[T any](tx Tx, read func(Row) (T, error), query string, args ...any) (T, error) {
	found, err := All(tx, read, query, args...)
	if err == nil && len(found) == 0 {
		err = ErrNone
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}

// ScanOne reads a row of one column.
func ScanOne[T any](r Row) (v T, err error) { return v, r.Scan(&v) }

// list reads every row of a query outside a transaction.
func list[T any](ctx context.Context, t Tables, what string, read func(Row) (T, error), query string, args ...any) (found []T, err error) {
	err = t.db.Read(ctx, func(tx Tx) error {
		found, err = All(tx, read, query, args...)
		return err
	})
	return found, t.db.Fail("list "+what, err)
}

// find reads the only row of a query outside a transaction; NotFound if there is
// none.
func find[T any](ctx context.Context, t Tables, what string, read func(Row) (T, error), query string, args ...any) (found T, err error) {
	err = t.db.Read(ctx, func(tx Tx) error {
		found, err = One(tx, read, query, args...)
		return err
	})
	if errors.Is(err, ErrNone) {
		return found, mesher.Errorf(mesher.NotFound, "there is no such %s", what)
	}
	return found, t.db.Fail("find "+what, err)
}

// change runs one statement that must change a row; NotFound if it does not.
func (t Tables) change(ctx context.Context, what, statement string, args ...any) error {
	return t.transact(ctx, "change "+what, func(tx Tx) error { return mustChange(tx, what, statement, args...) })
}

// insert adds one row. taken is the error's text if it clashes with an existing
// one.
func (t Tables) insert(ctx context.Context, what, taken, statement string, args ...any) error {
	err := t.db.Transact(ctx, func(tx Tx) error {
		_, err := tx.Exec(statement, args...)
		return err
	})
	switch {
	case t.db.IsTaken(err):
		return mesher.Errorf(mesher.Conflict, "%s", taken)
	case t.db.IsOrphan(err):
		return mesher.Errorf(mesher.NotFound, "what the %s belongs to is not there any more", what)
	}
	return t.db.Fail("create "+what, err)
}

func (t Tables) transact(ctx context.Context, operation string, do func(Tx) error) error {
	return t.db.Fail(operation, t.db.Transact(ctx, do))
}

func mustChange(tx Tx, what, statement string, args ...any) error {
	changed, err := tx.Exec(statement, args...)
	if err == nil && changed == 0 {
		return mesher.Errorf(mesher.NotFound, "there is no such %s", what)
	}
	return err
}

// Time reads a time as either engine stores it; NULL is the zero time.
func Time(at *time.Time) sql.Scanner { return moment{at} }

type moment struct{ at *time.Time }

// Scan implements [sql.Scanner].
func (m moment) Scan(stored any) error {
	switch v := stored.(type) {
	case nil:
		*m.at = time.Time{}
	case int64:
		*m.at = time.UnixMicro(v).UTC()
	case time.Time:
		*m.at = v.UTC()
	default:
		return fmt.Errorf("a time is stored as %T", stored)
	}
	return nil
}
