package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// plainly runs the statements that both engines share.
type plainly struct{ *Store }

var _ plain.Database = plainly{}

// maxConflicts is how often a transaction may conflict with others. Each time one
// of them got through, so it takes a crowd to reach it; the database is then too
// busy.
const maxConflicts = 100

// Transact implements [plain.Database]. The server makes sure that a transaction
// ran as if alone, or fails it; it is then repeated.
func (s plainly) Transact(ctx context.Context, do func(plain.Tx) error) error {
	alone := pgx.TxOptions{IsoLevel: pgx.Serializable}
	for met := 1; ; met++ {
		err := s.with(ctx, func(c *pgxpool.Conn) error {
			return pgx.BeginTxFunc(ctx, c, alone, func(tx pgx.Tx) error { return do(statements{ctx, tx}) })
		})
		if ctx.Err() != nil || met == maxConflicts || !hasState(err, serializationFailed) && !hasState(err, deadlockDetected) {
			return err
		}
	}
}

// Read implements [plain.Database].
func (s plainly) Read(ctx context.Context, do func(plain.Tx) error) error {
	return s.with(ctx, func(c *pgxpool.Conn) error { return do(statements{ctx, c}) })
}

// Fail implements [plain.Database].
func (s plainly) Fail(operation string, err error) error { return s.fail(operation, err) }

// IsTaken implements [plain.Database].
func (s plainly) IsTaken(err error) bool { return hasState(err, uniqueViolation) }

// IsOrphan implements [plain.Database].
func (s plainly) IsOrphan(err error) bool { return hasState(err, foreignKeyViolation) }

// statements runs statements on a transaction or a connection.
type statements struct {
	ctx context.Context // of the one call that these belong to
	on  interface {
		Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
		Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	}
}

// Exec implements [plain.Tx].
func (s statements) Exec(statement string, args ...any) (int64, error) {
	tag, err := s.on.Exec(s.ctx, statement, stored(args)...)
	return tag.RowsAffected(), err
}

// Query implements [plain.Tx].
func (s statements) Query(query string, args ...any) (plain.Rows, error) {
	return s.on.Query(s.ctx, query, stored(args)...)
}

// stored converts arguments to the form in which this engine stores them.
func stored(args []any) []any {
	for i, arg := range args {
		if t, ok := arg.(time.Time); ok && t.IsZero() {
			args[i] = nil
		}
	}
	return args
}
