package sqlstore

import (
	"context"

	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/schema"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// Schema returns how far the tables of a database are, which [Open] would bring
// up to date. It changes nothing.
func Schema(ctx context.Context, database string) (schema.State, error) {
	if isURL(database) {
		return postgres.Schema(ctx, database)
	}
	return sqlite.Schema(ctx, database)
}
