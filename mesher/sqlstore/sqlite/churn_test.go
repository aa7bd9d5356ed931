package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

func TestCountsEqualRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	s := open(t, path)
	checkFile(t, path, storetest.Churn(t, storetest.Rounds(60), s, s))
}
