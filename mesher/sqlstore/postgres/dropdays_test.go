package postgres_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
)

// A late event is stored on the day that is dropped at the same moment: it goes
// with its day, and so do its counts.
func TestAnEventOfADayThatIsDropped(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
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
	go func() { expired <- expire(t, s, now) }()
	awaitWaiting(t, url, 2)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
	if err := <-expired; err != nil {
		t.Error(err)
	}
	if err := expire(t, s, now); err != nil { // the event may have come after that
		t.Error(err)
	}
	if n := count(t, url, `SELECT count(*) FROM events`); n != 1 {
		t.Errorf("%d events are there, want the one of today", n)
	}
	checkNothing(t, connect(t, url), rollups...)
}

// Two nodes drop a day at once: one waits for the other, but not each for the
// other, with all others behind them.
func TestADayThatTwoDrop(t *testing.T) {
	server := pgtest.Start(t, "fsync = off", "deadlock_timeout = 10ms")
	url := server.NewDatabase(t)
	here, there := open(t, url), open(t, url)
	project, _, err := here.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	old := sample([]mesher.ProjectID{project.ID}, 1, 1)
	old.Event.ReceivedAt = (mesher.DayOf(now) - 100).Start()
	write(t, here, old)

	tx, err := connect(t, url).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `LOCK TABLE `+old.Event.ReceivedAt.Format("events_20060102")+` IN ROW EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	expired := make(chan error, 2)
	for _, s := range []*postgres.Store{here, there} {
		go func() { expired <- expire(t, s, now) }()
	}
	awaitWaiting(t, url, 2)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-expired; err != nil {
			t.Error(err)
		}
	}
	if bytes.Contains(server.Log(t), []byte("deadlock detected")) {
		t.Error("they waited for each other")
	}
	if n := count(t, url, `SELECT count(*) FROM events`); n != 0 {
		t.Errorf("%d events are left", n)
	}
	checkNothing(t, connect(t, url), rollups...)
}

// expire expires events. It waits for a day only for a short time: then it tries
// again.
func expire(t *testing.T, s *postgres.Store, now time.Time) error {
	for {
		_, err := s.Expire(t.Context(), now)
		if mesher.KindOf(err) != mesher.Unavailable || t.Context().Err() != nil {
			return err
		}
	}
}
