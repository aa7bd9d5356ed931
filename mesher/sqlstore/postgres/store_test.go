package postgres_test

import (
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

func TestStore(t *testing.T) {
	server := pgtest.Start(t, "fsync = off")
	empty := openedOnce(t, server)
	storetest.Run(t, func(t *testing.T) mesher.Store { return open(t, server.Copy(t, empty)) })
}

// openedOnce returns a database that has its tables.
func openedOnce(t testing.TB, server *pgtest.Server) (url string) {
	t.Helper()
	url = server.NewDatabase(t)
	if err := open(t, url).Close(); err != nil {
		t.Fatal(err)
	}
	return url
}

func open(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
