package sqlite

import (
	"context"
	"database/sql"
)

// turn runs do with the one connection that writes; ctx bounds the wait for it.
func (s *Store) turn(ctx context.Context, do func(*sql.Conn) error) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // gives the turn to the next
	return do(conn)
}

// transact runs do as one transaction, which may change anything: so it clears
// what batches know of issues.
func (s *Store) transact(ctx context.Context, do func(tx *sql.Tx) error) error {
	return s.turn(ctx, func(conn *sql.Conn) error {
		s.known = nil
		return commit(ctx, conn, do)
	})
}

// commit runs do as one transaction. Its statements run without ctx: an
// interrupted one costs the connection and leaves in doubt what was done, while a
// batch takes milliseconds. A do that takes longer checks ctx between its steps.
func commit(ctx context.Context, conn *sql.Conn, do func(tx *sql.Tx) error) error {
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing to undo after the commit; do may panic
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}
