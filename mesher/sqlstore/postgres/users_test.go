package postgres_test

import (
	"crypto/sha256"
	"slices"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// A user met an issue by events that are unmerged from it, and meets it again at
// the same moment by one that stays: the issue counts the user.
func TestAUserWhoStaysWhileAnIssueIsTakenApart(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	s := open(t, url)
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := func(title, user string) mesher.Record {
		r := again(sample([]mesher.ProjectID{project.ID}, 1, 1))
		r.Grouping.Hash, r.Event.User = sha256.Sum256([]byte(title)), &mesher.User{ID: user}
		return r
	}
	stays, leaves := known("stays", "eve"), known("leaves", "ada")
	into, from := write(t, s, stays).IssueID, write(t, s, leaves).IssueID
	if err := s.MergeIssue(t.Context(), project.ID, from, into, mesher.Act{At: stays.Event.ReceivedAt}); err != nil {
		t.Fatal(err)
	}
	write(t, s, known("stays", "eve")) // so that both hashes are remembered

	// The events that leave are locked, so that the unmerging transaction has the
	// issue, and waits.
	tx, err := connect(t, url).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `SELECT FROM events WHERE event_id = $1 FOR UPDATE`, leaves.Event.ID); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 2)
	go func() {
		_, err := s.UnmergeIssue(t.Context(), project.ID, into, leaves.Grouping.Hash, mesher.Act{At: stays.Event.ReceivedAt})
		done <- err
	}()
	awaitWaiting(t, url, 1)
	go func() {
		_, err := s.WriteEvents(t.Context(), []mesher.Record{known("stays", "ada")})
		done <- err
	}()
	awaitWaiting(t, url, 2)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	checkNothing(t, connect(t, url), slices.Concat(rollups, summaries)...)
}
