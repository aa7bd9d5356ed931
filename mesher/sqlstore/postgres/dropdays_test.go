package postgres_test

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// An event that waited for long is stored on the day that is dropped at the same
// moment: it goes with its day, and so does what counts it.
func TestAnEventOfADayThatIsDropped(t *testing.T) {
	url := pgtest.Start(t, "fsync = off").NewDatabase(t)
	s := open(t, url)
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	long := (mesher.DayOf(now) - 100).Start()
	first := sample([]mesher.ProjectID{project.ID}, 1, 1)
	issue := write(t, s, first).IssueID
	before, late := again(first), again(first)
	before.Event.ReceivedAt, late.Event.ReceivedAt = long.Add(3*time.Hour), long.Add(5*time.Hour)
	write(t, s, before)

	// The late event is in the table, and waits for its issue.
	tx, err := connect(t, url).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `SELECT FROM issues WHERE id = $1 FOR UPDATE`, issue); err != nil {
		t.Fatal(err)
	}
	written, expired := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := s.WriteEvents(t.Context(), []mesher.Record{late})
		written <- err
	}()
	awaitWaiting(t, url, 1)
	go func() {
		_, err := s.Expire(t.Context(), now)
		expired <- err
	}()
	awaitWaiting(t, url, 2)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
	if err := <-expired; err != nil && mesher.KindOf(err) != mesher.Unavailable { // it waits for nobody long
		t.Error(err)
	}
	if _, err := s.Expire(t.Context(), now); err != nil {
		t.Error(err)
	}
	if n := count(t, url, `SELECT count(*) FROM events`); n != 1 {
		t.Errorf("%d events are there, want the one of today", n)
	}
	checkNothing(t, connect(t, url), rollups...)
}
