package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// A rule fires while its project is deleted: no alert is left of it.
func TestARuleFiresWhileItsProjectIsDeleted(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	s := open(t, url)
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	rule := mesher.Rule{ID: uuid.New(), Project: project.ID, Name: "new", Condition: mesher.Condition{Type: mesher.OnNewIssue}, Enabled: true, CreatedAt: now}
	if err := s.CreateRule(t.Context(), rule); err != nil {
		t.Fatal(err)
	}
	// The firing transaction has written the alert, and can't write its delivery.
	tx, err := connect(t, url).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `LOCK TABLE deliveries IN SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 2)
	go func() {
		_, err := s.Fire(t.Context(), rule.ID, func(r mesher.Rule) (mesher.Alert, bool) {
			return mesher.Alert{ID: uuid.New(), RuleID: r.ID, Project: r.Project, Cause: "a test", TriggeredAt: now}, true
		})
		done <- err
	}()
	awaitWaiting(t, url, 1)
	go func() { done <- s.DeleteProject(t.Context(), project.ID) }()
	awaitWaiting(t, url, 2)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for _, question := range []string{`SELECT count(*) FROM alerts`, `SELECT count(*) FROM deliveries`, `SELECT count(*) FROM projects`} {
		if n := count(t, url, question); n != 0 {
			t.Errorf("%s is %d", question, n)
		}
	}
}
