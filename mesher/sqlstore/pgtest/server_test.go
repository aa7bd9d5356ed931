package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

func TestServer(t *testing.T) {
	s := pgtest.Start(t)
	a, b := s.NewDatabase(t), s.NewDatabase(t)
	if a == b {
		t.Fatal("two databases share a URL")
	}
	run(t, a, `CREATE TABLE kept (n int)`)
	run(t, b, `CREATE TABLE kept (n int)`)
	s.Crash(t)
	if conn, err := pgx.Connect(t.Context(), a); err == nil {
		conn.Close(t.Context())
		t.Fatal("a server that crashed takes connections")
	}
	s.Restart(t)
	run(t, a, `INSERT INTO kept VALUES (1)`)
	run(t, s.Copy(t, a), `INSERT INTO kept VALUES (2)`)
}

// Tests that share a server have databases of their own.
func TestShared(t *testing.T) {
	a, b := pgtest.Shared(t), pgtest.Shared(t)
	if a != b {
		t.Error("there are two shared servers")
	}
	one, other := a.NewDatabase(t), b.NewDatabase(t)
	run(t, one, `CREATE TABLE kept (n int)`)
	run(t, other, `CREATE TABLE kept (n int)`)
}

func run(t *testing.T, database, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
