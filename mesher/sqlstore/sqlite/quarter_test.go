package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

func TestQuarter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	storetest.Quarter(t, open(t, path))
	checkNothing(t, path, rollups...)
}
