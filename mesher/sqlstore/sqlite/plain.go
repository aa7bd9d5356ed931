package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// plainly runs the statements that both engines share.
type plainly struct{ *Store }

var _ plain.Database = plainly{}

// Transact implements [plain.Database]: there is one writer.
func (s plainly) Transact(ctx context.Context, do func(plain.Tx) error) error {
	return s.transact(ctx, func(tx *sql.Tx) error { return do(statements{context.WithoutCancel(ctx), tx}) })
}

// Read implements [plain.Database].
func (s plainly) Read(ctx context.Context, do func(plain.Tx) error) error {
	return do(statements{ctx, s.readers})
}

// Fail implements [plain.Database].
func (s plainly) Fail(operation string, err error) error { return s.fail(operation, err) }

// IsTaken implements [plain.Database].
func (s plainly) IsTaken(err error) bool { return isTaken(err) }

// IsOrphan implements [plain.Database].
func (s plainly) IsOrphan(err error) bool { return isOrphan(err) }

// statements runs statements on a transaction or on any connection.
type statements struct {
	ctx context.Context // of the one call that these belong to
	on  interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
}

// Exec implements [plain.Tx].
func (s statements) Exec(statement string, args ...any) (int64, error) {
	result, err := s.on.ExecContext(s.ctx, numbered(statement), stored(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Query implements [plain.Tx].
func (s statements) Query(query string, args ...any) (plain.Rows, error) {
	rows, err := s.on.QueryContext(s.ctx, numbered(query), stored(args)...)
	if err != nil {
		return nil, err
	}
	return closing{rows}, nil
}

// numbered converts parameters to SQLite's form: ?1 for $1.
func numbered(statement string) string { return strings.ReplaceAll(statement, "$", "?") }

// stored converts arguments to the form in which this engine stores them.
func stored(args []any) []any {
	for i, arg := range args {
		switch v := arg.(type) {
		case uuid.UUID:
			args[i] = v[:]
		case time.Time:
			args[i] = nil
			if !v.IsZero() {
				args[i] = micros(v)
			}
		}
	}
	return args
}

// closing has a Close without a result; Err reports what went wrong.
type closing struct{ *sql.Rows }

func (c closing) Close() { c.Rows.Close() }
