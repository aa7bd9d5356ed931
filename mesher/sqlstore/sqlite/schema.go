package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"

	"github.com/mesh-actors/mesh/mesher/sqlstore/schema"
)

// Schema returns at which version the tables of a file are. It changes nothing; a
// file that does not exist is an empty database.
func Schema(ctx context.Context, path string) (schema.State, error) {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return schema.State{}, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return schema.Of(steps, 0)
	}
	db, err := sql.Open("sqlite", dsn(path, readerOptions))
	if err != nil {
		return schema.State{}, err
	}
	defer db.Close()
	var tables, version int64
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&tables)
	if err == nil && tables > 0 {
		err = db.QueryRowContext(ctx, schema.LastStep).Scan(&version)
	}
	if err != nil {
		return schema.State{}, classify(err)
	}
	state, err := schema.Of(steps, version)
	if err == nil && state.Newer() {
		err = classify(db.QueryRowContext(ctx, schema.OldestProgram).Scan(&state.Oldest))
	}
	return state, err
}
