package postgres

import (
	"context"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher/sqlstore/schema"
)

// Schema returns at which version the tables of the database at a URL are. It
// changes nothing.
func Schema(ctx context.Context, url string) (schema.State, error) {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return schema.State{}, err
	}
	pool, err := newPool(ctx, url)
	if err != nil {
		return schema.State{}, classify(err)
	}
	defer pool.Close()
	var version int64
	err = pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var made bool
		err := tx.QueryRow(ctx, `SELECT to_regclass('goose_db_version') IS NOT NULL`).Scan(&made)
		if err != nil || !made {
			return err
		}
		return tx.QueryRow(ctx, schema.LastStep).Scan(&version)
	})
	if err != nil {
		return schema.State{}, classify(err)
	}
	state, err := schema.Of(steps, version)
	if err == nil && state.Newer() {
		err = classify(pool.QueryRow(ctx, schema.OldestProgram).Scan(&state.Oldest))
	}
	return state, err
}
