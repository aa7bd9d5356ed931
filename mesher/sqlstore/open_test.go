package sqlstore_test

import (
	"path/filepath"
	"testing"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

func TestOpenAFile(t *testing.T) {
	s, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "postgres.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, ok := s.(*sqlite.Store); !ok {
		t.Errorf("it is a %T", s)
	}
}

func TestOpenAServer(t *testing.T) {
	s, err := sqlstore.Open(t.Context(), pgtest.Shared(t).NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, ok := s.(*postgres.Store); !ok {
		t.Errorf("it is a %T", s)
	}
}

func TestOpenFails(t *testing.T) {
	for _, database := range []string{t.TempDir(), "postgres://nobody@127.0.0.1:1/none", "postgresql://%"} {
		if s, err := sqlstore.Open(t.Context(), database); err == nil || s != nil {
			t.Errorf("%s opened as %v: %v", database, s, err)
		}
	}
}
