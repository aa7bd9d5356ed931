package pgtest

import (
	"path/filepath"
	"testing"
)

// Both runs a test on each kind of database. fresh returns the address of an
// empty one, as sqlstore.Open takes it: a file that does not exist yet, or a
// database on a server that all tests share. Call it outside of virtual time, in
// which no server runs.
func Both(t *testing.T, test func(t *testing.T, fresh func(testing.TB) string)) {
	t.Run("SQLite", func(t *testing.T) {
		test(t, func(tb testing.TB) string { return filepath.Join(tb.TempDir(), "mesher.db") })
	})
	t.Run("PostgreSQL", func(t *testing.T) { test(t, Shared(t).NewDatabase) })
}
