package sqlstore_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// Examining a database leaves no trace, even in one in use.
func TestExamine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesher.db")
	for engine, database := range map[string]string{"SQLite 3": path, "PostgreSQL ": pgtest.Shared(t).NewDatabase(t)} {
		for _, opened := range []bool{false, true} {
			if opened {
				store, err := sqlstore.Open(t.Context(), database)
				if err != nil {
					t.Fatal(err)
				}
				defer store.Close()
			}
			version, now, err := sqlstore.Examine(t.Context(), database)
			if err != nil || !strings.HasPrefix(version, engine) || time.Since(now).Abs() > time.Hour {
				t.Errorf("%q at %v, %v", version, now, err)
			}
			if _, err := os.Stat(database); !opened && err == nil {
				t.Error("it made a file")
			}
		}
	}
	if _, _, err := sqlstore.Examine(t.Context(), "postgres://nobody@127.0.0.1:1/none"); mesher.KindOf(err) != mesher.Unavailable {
		t.Errorf("a server that is not there: %v", err)
	}
	if err := os.WriteFile(path+".txt", []byte("no database, but a text that is long enough"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := sqlstore.Examine(t.Context(), path+".txt"); err == nil {
		t.Error("a text is a database")
	}
}
