package sqlstore

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// Examine returns the version of a database's engine and the time there, if the
// database can be read and written. It changes nothing.
func Examine(ctx context.Context, database string) (version string, now time.Time, err error) {
	if isURL(database) {
		return postgres.Examine(ctx, database)
	}
	return sqlite.Examine(ctx, database)
}
