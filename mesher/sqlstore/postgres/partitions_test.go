package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
)

func TestPartitions(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	s := open(t, url)
	if n := partitions(t, url); n != 9 {
		t.Errorf("there are %d partitions at first, want those of yesterday, today and 7 days more", n)
	}
	if err := s.Prepare(t.Context(), time.Now().AddDate(0, 0, 3)); err != nil {
		t.Fatal(err)
	}
	if n := partitions(t, url); n != 12 {
		t.Errorf("there are %d partitions three days later, want 12", n)
	}
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// A batch of late events makes the days that it needs.
	r := sample([]mesher.ProjectID{project.ID}, 1, 1)
	old, older := again(r), again(r)
	old.Event.ReceivedAt = time.Date(2020, 2, 29, 12, 0, 0, 0, time.UTC)
	older.Event.ReceivedAt = time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC)
	receipts, err := s.WriteEvents(t.Context(), []mesher.Record{old, r, older})
	if err != nil {
		t.Fatal(err)
	}
	for _, receipt := range receipts {
		if receipt.Outcome != mesher.Stored {
			t.Errorf("the outcome is %s", receipt.Outcome)
		}
	}
	if n := partitions(t, url); n != 14 {
		t.Errorf("there are %d partitions, want 14", n)
	}
}

func partitions(t *testing.T, url string) int {
	t.Helper()
	return count(t, url, `SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass`)
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	open(t, url)
	execute(t, url, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)`)
	s, err := postgres.Open(t.Context(), url)
	if err == nil {
		s.Close()
		t.Fatal("it opened")
	}
	if !strings.Contains(err.Error(), "a newer program made it") {
		t.Errorf("the error is %q", err)
	}
}
