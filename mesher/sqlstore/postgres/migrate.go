package postgres

import (
	"context"
	"embed"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/mesh-actors/mesh/mesher/sqlstore/schema"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the tables up to date. Nodes that start together take turns:
// one does the work while the others wait, and then find nothing to do.
//
// The turn is a lock on an empty table, which ends with the transaction or the
// process that holds it. It only saves work: each step is a transaction that also
// enters its number in a table where numbers are unique, so that if two nodes
// apply a step at once, one is undone and tries again.
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	const attempts = 5 // each lost to another node that applied a step
	err := migrateInTurn(ctx, pool)
	for n := 1; n < attempts && isMade(err); n++ {
		err = migrateInTurn(ctx, pool)
	}
	return err
}

func migrateInTurn(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_turn ()`); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE schema_turn IN EXCLUSIVE MODE`); err != nil {
			return err
		}
		return takeSteps(ctx, pool)
	})
}

func takeSteps(ctx context.Context, pool *pgxpool.Pool) error {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if s := (schema.State{Version: current, Latest: target}); s.Newer() {
		if err := pool.QueryRow(ctx, schema.OldestProgram).Scan(&s.Oldest); err != nil {
			return err
		}
		return s.Usable()
	}
	_, err = p.Up(ctx)
	return err
}
