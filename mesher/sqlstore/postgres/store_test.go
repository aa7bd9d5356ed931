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
	storetest.Run(t, func(t *testing.T) mesher.Store { return open(t, server.NewDatabase(t)) })
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
