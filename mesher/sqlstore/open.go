package sqlstore

import (
	"context"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// Open opens a database, which it makes or brings up to date first: the file
// at a path.
func Open(ctx context.Context, database string) (mesher.Store, error) {
	store, err := sqlite.Open(ctx, database)
	if err != nil {
		return nil, err // no store in it that is nil inside
	}
	return store, nil
}
