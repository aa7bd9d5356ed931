package sqlite

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// The table of hashes overrides default ids, whoever wrote into it: here
// the tests.

func TestHashesMayShareAnIssue(t *testing.T) {
	s := openBootstrapped(t)
	a, b := hashed(1), hashed(2)
	merged := write(t, s, a)[0].IssueID
	point(t, s, b, merged)
	got := write(t, s, b, a, hashed(2), hashed(3))
	for i, want := range []mesher.Receipt{
		{EventID: b.Event.ID, IssueID: merged, Outcome: mesher.Stored, Place: 2},
		{EventID: a.Event.ID, IssueID: merged, Outcome: mesher.Duplicate},
		{EventID: got[2].EventID, IssueID: merged, Outcome: mesher.Stored, Place: 3},
		{EventID: got[3].EventID, IssueID: hashed(3).Grouping.IssueID(1), Outcome: mesher.Stored, NewIssue: true, Place: 1},
	} {
		if want.Outcome == mesher.Stored {
			want.Since = noon
		}
		if got[i] != want {
			t.Errorf("receipt %d is %+v, want %+v", i, got[i], want)
		}
	}
	issue, err := s.Issue(t.Context(), merged)
	if err != nil || issue.EventCount != 3 || issue.Number != 1 {
		t.Errorf("the issue is %+v, want number 1 with 3 events: %v", issue, err)
	}
}

// After a deletion a hash names an issue that does not exist until its next
// event, so that the old issue's id does not come back to life.
func TestHashMayNameAnIssueToCome(t *testing.T) {
	s := openBootstrapped(t)
	fresh := uuid.Must(uuid.NewV7())
	point(t, s, hashed(1), fresh)
	point(t, s, hashed(2), fresh)
	got := write(t, s, hashed(1), hashed(2))
	if got[0].IssueID != fresh || !got[0].NewIssue || got[1].IssueID != fresh || got[1].NewIssue {
		t.Errorf("the receipts are %+v, want the new issue %s, opened once", got, fresh)
	}
}

// A forgotten hash leads to its issue again by the default id.
func TestForgottenHashFindsItsIssue(t *testing.T) {
	s := openBootstrapped(t)
	issue := write(t, s, hashed(1))[0].IssueID
	change(t, s, `DELETE FROM issue_hashes`)
	if again := write(t, s, hashed(1))[0]; again.IssueID != issue || again.NewIssue {
		t.Errorf("the receipt is %+v, want one of the old issue %s", again, issue)
	}
	var hashes int
	if err := s.writer.QueryRow(`SELECT count(*) FROM issue_hashes`).Scan(&hashes); err != nil || hashes != 1 {
		t.Errorf("%d hashes are recorded, want 1: %v", hashes, err)
	}
}

// hashed makes an event with a hash of its own.
func hashed(n byte) mesher.Record {
	r := records(1)[0]
	r.Grouping = mesher.Grouping{Hash: [32]byte{n}, Title: fmt.Sprint(n)}
	return r
}

func point(t *testing.T, s *Store, r mesher.Record, issue uuid.UUID) {
	t.Helper()
	change(t, s, insertHash, int64(r.Event.ProjectID), r.Grouping.Hash[:], issue[:])
}

func change(t *testing.T, s *Store, statement string, args ...any) {
	t.Helper()
	err := s.transact(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, s *Store, records ...mesher.Record) []mesher.Receipt {
	t.Helper()
	receipts, err := s.WriteEvents(t.Context(), records)
	if err != nil {
		t.Fatal(err)
	}
	return receipts
}
