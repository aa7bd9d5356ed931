package sqlstore_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// A database is behind until it is opened, and looking does not change that.
func TestSchema(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "mesher.db")
		if _, err := sqlstore.Schema(t.Context(), path); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("looking made a file")
		}
		testSchema(t, path)
	})
	t.Run("server", func(t *testing.T) { testSchema(t, pgtest.Start(t, "fsync = off").NewDatabase(t)) })
}

func testSchema(t *testing.T, database string) {
	for range 2 {
		s, err := sqlstore.Schema(t.Context(), database)
		if err != nil || s.Version != 0 || len(s.Pending) == 0 || s.Newer() {
			t.Fatalf("before it is opened: %+v, %v", s, err)
		}
	}
	store, err := sqlstore.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s, err := sqlstore.Schema(t.Context(), database)
	if err != nil || s.Version == 0 || s.Version != s.Latest || len(s.Pending) > 0 {
		t.Errorf("after it was opened: %+v, %v", s, err)
	}
}
