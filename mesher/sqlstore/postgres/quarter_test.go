package postgres_test

import (
	"testing"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

func TestQuarter(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	storetest.Quarter(t, open(t, url))
	checkNothing(t, connect(t, url), rollups...)
}
