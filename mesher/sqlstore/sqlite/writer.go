package sqlite

import (
	"context"
	"database/sql"
)

// transact runs do as one transaction. ctx bounds the wait for the turn. From
// then on the statements run without it: one that is interrupted costs the
// connection and leaves in doubt what was done, while a batch takes
// milliseconds. A do that takes longer looks at ctx between its steps.
func (s *Store) transact(ctx context.Context, do func(tx *sql.Tx) error) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // gives the turn to the next
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
