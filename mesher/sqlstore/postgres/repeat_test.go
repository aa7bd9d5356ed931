package postgres_test

import (
	"bytes"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
)

// An event is repeated, now for another issue. The earlier one is deleted after
// it clashed and before its issue is looked up: the repeat is stored as a new
// event, and not merely counted.
func TestARepeatOfWhatIsDeletedMeanwhile(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	s := open(t, url)
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	repeat := sample([]mesher.ProjectID{project.ID}, 1, 1)
	held := again(repeat)
	if held.Event.ReceivedAt = repeat.Event.ReceivedAt; bytes.Compare(repeat.Event.ID[:], held.Event.ID[:]) > 0 {
		repeat, held = held, repeat // events are inserted in the order of their ids
	}
	original := sample([]mesher.ProjectID{project.ID}, 1, 2)
	original.Event.ID, original.Event.ReceivedAt = repeat.Event.ID, repeat.Event.ReceivedAt
	deleted := write(t, s, original).IssueID

	// Another transaction holds the second event, so that the batch has met the
	// first one and waits.
	holder := connect(t, url)
	tx, err := holder.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	_, err = tx.Exec(t.Context(), `
INSERT INTO events (day, project_id, event_id, issue_id, hash, received_at, level, message, words, tags, payload)
SELECT day, project_id, $1, issue_id, hash, received_at, level, message, words, tags, payload FROM events`, held.Event.ID)
	if err != nil {
		t.Fatal(err)
	}
	var answered []mesher.Receipt
	written := make(chan error, 1)
	go func() {
		var err error
		answered, err = s.WriteEvents(t.Context(), []mesher.Record{repeat, held})
		written <- err
	}()
	awaitWaiting(t, url, 1)
	if n, err := s.DeleteIssues(t.Context(), project.ID, []uuid.UUID{deleted}); n != 1 || err != nil {
		t.Fatalf("%d issues were deleted: %v", n, err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	for _, receipt := range answered {
		if receipt.Outcome != mesher.Stored {
			t.Errorf("the receipt is %+v, want the event stored", receipt)
		}
	}
	if n := count(t, url, `SELECT count(*) FROM events`); n != 2 {
		t.Errorf("%d events are there, want the 2 that were answered", n)
	}
	checkNothing(t, connect(t, url), slices.Concat(rollups, summaries)...)
}

// An event is repeated after midnight while its first copy, late from a spool, is
// stored. Whichever is first at their issue, the other is a repeat.
func TestARepeatAcrossMidnightAtTheSameMoment(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	here, there := open(t, url), open(t, url)
	project, _, err := here.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := sample([]mesher.ProjectID{project.ID}, 1, 1)
	issue := write(t, here, first).IssueID
	write(t, there, again(first))
	late, repeat := again(first), again(first)
	midnight := (mesher.DayOf(time.Now()) + 1).Start()
	late.Event.ReceivedAt, repeat.Event.ReceivedAt = midnight.Add(-time.Second), midnight.Add(time.Second)
	repeat.Event.ID = late.Event.ID

	tx, err := connect(t, url).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `SELECT FROM issues WHERE id = $1 FOR UPDATE`, issue); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	outcomes := make([]mesher.Outcome, 2)
	store := func(s *postgres.Store, r mesher.Record, outcome *mesher.Outcome) {
		receipts, err := s.WriteEvents(t.Context(), []mesher.Record{r})
		if err != nil {
			t.Error(err)
			return
		}
		*outcome = receipts[0].Outcome
	}
	all.Go(func() { store(here, late, &outcomes[0]) })
	all.Go(func() { store(there, repeat, &outcomes[1]) })
	awaitWaiting(t, url, 2)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	slices.Sort(outcomes)
	if !slices.Equal(outcomes, []mesher.Outcome{mesher.Duplicate, mesher.Stored}) {
		t.Errorf("the outcomes are %v", outcomes)
	}
	if n := count(t, url, `SELECT count(*) FROM events`); n != 3 {
		t.Errorf("%d events are there, want 3", n)
	}
	checkNothing(t, connect(t, url), slices.Concat(rollups, summaries)...)
}

// awaitWaiting returns once so many transactions of the database wait for others.
func awaitWaiting(t *testing.T, url string, transactions int) {
	t.Helper()
	const waiting = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
	conn := connect(t, url)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for n := 0; n < transactions; {
		if err := conn.QueryRow(t.Context(), waiting).Scan(&n); err != nil {
			t.Fatal(err)
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("nobody waits")
		}
	}
}
