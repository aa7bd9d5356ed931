package sqlstore

import (
	"context"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// Open opens a database, whose tables it makes or brings up to date: the one on
// a PostgreSQL server that a URL such as postgres://user:password@host/name
// leads to, else the embedded one in the file at a path.
func Open(ctx context.Context, database string) (mesher.Store, error) {
	if isURL(database) {
		return store(postgres.Open(ctx, database))
	}
	return store(sqlite.Open(ctx, database))
}

// store returns nil on an error, where an interface around a nil pointer would
// be none.
func store[S mesher.Store](s S, err error) (mesher.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

func isURL(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}
