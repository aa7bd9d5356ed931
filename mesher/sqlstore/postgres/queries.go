package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// list runs a query and reads every row by scan.
func list[T any](ctx context.Context, s *Store, scan pgx.RowToFunc[T], query string, args ...any) (found []T, err error) {
	err = s.with(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, scan)
		return err
	})
	return found, err
}

// one reads the only row; [pgx.ErrNoRows] if there is none.
func one[T any](ctx context.Context, s *Store, scan pgx.RowToFunc[T], query string, args ...any) (found T, err error) {
	err = s.with(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		found, err = pgx.CollectOneRow(rows, scan)
		return err
	})
	return found, err
}

// change runs a statement and reports whether it changed a row.
func (s *Store) change(ctx context.Context, statement string, args ...any) (changed bool, err error) {
	err = s.with(ctx, func(c *pgxpool.Conn) error {
		tag, err := c.Exec(ctx, statement, args...)
		changed = tag.RowsAffected() > 0
		return err
	})
	return changed, err
}
