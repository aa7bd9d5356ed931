package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
)

// Copied is how far a copy of a database has come.
type Copied = dump.Progress

// Export writes everything in the database of a configuration to a file. The
// program may run meanwhile; events that come in from now on are not in the file.
func Export(ctx context.Context, c Config, path string, report func(Copied)) (err error) {
	c, err = c.withDefaults()
	if err != nil {
		return err
	}
	db, err := c.database()
	if err != nil {
		return err
	}
	source, closing, err := openSource(ctx, db.address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closing()) }()
	w, err := dump.NewWriter(path, report)
	if err != nil {
		return err
	}
	return errors.Join(dump.Export(ctx, source, w), w.Close())
}

// Import fills the database of a configuration from a file that Export made.
func Import(ctx context.Context, c Config, path string, report func(Copied)) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open what is to be imported: %w", err)
	}
	defer file.Close()
	return fill(ctx, c, report, func(to dump.Sink) error { return dump.Read(ctx, file, to) })
}

// ImportFrom fills the database of a configuration directly from another, named
// by its file or its URL.
func ImportFrom(ctx context.Context, c Config, database string, report func(Copied)) (err error) {
	source, closing, err := openSource(ctx, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closing()) }()
	return fill(ctx, c, report, func(to dump.Sink) error { return dump.Export(ctx, source, to) })
}

// openSource opens a database that must exist already.
func openSource(ctx context.Context, database string) (dump.Database, func() error, error) {
	if _, err := os.Stat(database); errors.Is(err, fs.ErrNotExist) && !strings.Contains(database, "://") {
		return nil, nil, mesher.Errorf(mesher.NotFound, "there is no database in %s", database)
	}
	return sqlstore.OpenWhole(ctx, database)
}

// fill locks the data folder, so that no program uses an embedded database that
// is not complete yet.
func fill(ctx context.Context, c Config, report func(Copied), from func(dump.Sink) error) (err error) {
	c, err = c.withDefaults()
	if err != nil {
		return err
	}
	db, err := c.database()
	if err != nil {
		return err
	}
	if !db.remote {
		folder, err := takeFolder(c.DataDir)
		if err != nil {
			return err
		}
		defer folder.Release()
	}
	target, closing, err := sqlstore.OpenEmpty(ctx, db.address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closing()) }()
	return from(dump.NewImporter(target, report))
}
