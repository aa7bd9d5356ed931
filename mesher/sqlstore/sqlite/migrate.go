package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/mesh-actors/mesh/mesher/sqlstore/schema"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the tables up to date. Each step is one transaction, so a
// process killed here resumes where it was at its next start.
func migrate(ctx context.Context, db *sql.DB) error {
	if err := claim(ctx, db); err != nil {
		return err
	}
	steps, err := fs.Sub(migrations, "migrations")
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
	if s := (schema.State{Version: current, Latest: target}); s.Newer() {
		if err := db.QueryRowContext(ctx, schema.OldestProgram).Scan(&s.Oldest); err != nil {
			return err
		}
		return s.Usable()
	}
	_, err = p.Up(ctx)
	return err
}

// applicationID stands in the header of our files, to tell them from other
// programs': the bytes of "mshr".
const applicationID = 0x6d736872

// claim makes an empty file ours, and refuses one that is another program's. It
// is the first thing written, so that a process killed during its first start
// leaves a file that its next start recognises.
func claim(ctx context.Context, db *sql.DB) error {
	var id, tables int
	err := db.QueryRowContext(ctx,
		`SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&id, &tables)
	if err != nil {
		return err
	}
	if id == applicationID {
		return nil
	}
	if id != 0 || tables > 0 {
		return errors.New("it is another program's database")
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID))
	return err
}
