package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// One folder for each engine: their tables differ where their strengths do.
//
//go:embed migrations
var migrations embed.FS

// migrate brings the tables up to date. Each step is one transaction, so a
// process killed here goes on where it was at its next start.
func migrate(ctx context.Context, db *sql.DB) error {
	if err := refuseForeign(ctx, db); err != nil {
		return err
	}
	steps, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return fmt.Errorf("its schema is version %d and this program knows %d: a newer program made it, use that one", current, target)
	}
	_, err = p.Up(ctx)
	return err
}

// applicationID is what the first migration writes into the file's header.
const applicationID = 0x6d736872

// refuseForeign finds out whether the file is ours, or empty, before anything
// is written into it.
func refuseForeign(ctx context.Context, db *sql.DB) error {
	var id, tables int
	err := db.QueryRowContext(ctx,
		`SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&id, &tables)
	if err != nil {
		return err
	}
	if tables > 0 && id != applicationID {
		return fmt.Errorf("it is another program's database")
	}
	return nil
}
