package sqlstore

import (
	"context"
	"errors"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// An engine is a store that can be dumped.
type engine interface {
	mesher.Store
	Dumped() dump.Database
}

// Open opens a database, and creates its tables or brings them up to date: on a
// PostgreSQL server if database is a URL such as
// postgres://user:password@host/name, otherwise the embedded one in the file at
// that path. It fails with Conflict if an import into the database was begun and
// not finished.
func Open(ctx context.Context, database string) (mesher.Store, error) {
	store, err := open(ctx, database)
	if err != nil {
		return nil, err
	}
	unfinished, err := dump.Unfinished(ctx, store.Dumped())
	if err == nil && unfinished {
		err = mesher.Errorf(mesher.Conflict, "an import into this database was not finished: finish it with mesher import, or begin with an empty database")
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// OpenEmpty opens a database to import into: one that is empty, or into which an
// import was begun. The caller closes it.
func OpenEmpty(ctx context.Context, database string) (to dump.Database, closing func() error, err error) {
	store, err := open(ctx, database)
	if err != nil {
		return nil, nil, err
	}
	return store.Dumped(), store.Close, nil
}

// OpenWhole opens a database to export from. The caller closes it.
func OpenWhole(ctx context.Context, database string) (from dump.Database, closing func() error, err error) {
	store, err := Open(ctx, database)
	if err != nil {
		return nil, nil, err
	}
	return store.(engine).Dumped(), store.Close, nil
}

func open(ctx context.Context, database string) (engine, error) {
	if isURL(database) {
		return whole(postgres.Open(ctx, database))
	}
	return whole(sqlite.Open(ctx, database))
}

// whole returns a nil interface on an error, rather than one around a nil
// pointer.
func whole[E engine](e E, err error) (engine, error) {
	if err != nil {
		return nil, err
	}
	return e, nil
}

func isURL(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}
