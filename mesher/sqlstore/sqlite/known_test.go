package sqlite

import (
	"database/sql"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// What a batch learned from the one before is forgotten when it may be wrong.
func TestKnownIsForgotten(t *testing.T) {
	moved := uuid.Must(uuid.NewV7())
	for name, test := range map[string]struct {
		meanwhile func(t *testing.T, s *Store)
		want      uuid.UUID // nil: the issue that it was
	}{
		"nothing happens": {func(*testing.T, *Store) {}, uuid.Nil},
		"another transaction": {func(t *testing.T, s *Store) {
			change(t, s, `UPDATE issue_hashes SET issue_id = ?`, moved[:])
		}, moved},
		"another program": {func(t *testing.T, s *Store) {
			other, err := sql.Open("sqlite", s.path)
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			if _, err := other.Exec(`UPDATE issue_hashes SET issue_id = ?`, moved[:]); err != nil {
				t.Fatal(err)
			}
		}, moved},
		"a batch that fails": {func(t *testing.T, s *Store) {
			if _, err := s.WriteEvents(t.Context(), []mesher.Record{hashed(2), of(hashed(3), 99)}); mesher.KindOf(err) != mesher.NotFound {
				t.Fatalf("events of no project are refused with %v", err)
			}
			if !write(t, s, hashed(2))[0].NewIssue {
				t.Error("an issue that was not made after all is not new")
			}
		}, uuid.Nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := openBootstrapped(t)
			issue := write(t, s, hashed(1))[0].IssueID
			test.meanwhile(t, s)
			got := write(t, s, hashed(1))[0]
			if test.want != uuid.Nil {
				issue = test.want
			}
			if got.IssueID != issue || got.NewIssue != (test.want != uuid.Nil) {
				t.Errorf("the receipt is %+v, want one of the issue %s", got, issue)
			}
		})
	}
}

// An issue that a batch made, or reopened, is not new to the next.
func TestKnownIsWhatTheBatchMade(t *testing.T) {
	s := openBootstrapped(t)
	issue := write(t, s, hashed(1))[0].IssueID
	change(t, s, `UPDATE issues SET status = 'resolved', resolved_at = ?`, micros(noon)-1)
	for n, want := range []mesher.Receipt{{Regressed: true}, {}} {
		if got := write(t, s, hashed(1))[0]; got.NewIssue || got.Regressed != want.Regressed {
			t.Errorf("receipt %d is %+v", n, got)
		}
	}
	found, err := s.Issue(t.Context(), issue)
	if err != nil || found.EventCount != 3 || found.Status != mesher.Unresolved {
		t.Errorf("the issue is %+v, want it unresolved with 3 events: %v", found, err)
	}
}

func of(r mesher.Record, project mesher.ProjectID) mesher.Record {
	r.Event.ProjectID = project
	return r
}
