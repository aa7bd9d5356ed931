package postgres_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
)

// A node's decision about an issue takes effect at once on the others, which
// remember where its events went.
func TestNodes(t *testing.T) {
	server := pgtest.Shared(t)
	empty := openedOnce(t, server)
	for name, test := range map[string]func(t *testing.T, url string, here, there *postgres.Store, r mesher.Record, issue uuid.UUID){
		"a discarded issue": func(t *testing.T, _ string, here, there *postgres.Store, r mesher.Record, issue uuid.UUID) {
			setStatus(t, there, r.Event.ProjectID, issue, mesher.Discarded)
			if got := write(t, here, again(r)); got.Outcome != mesher.Dropped {
				t.Errorf("the receipt is %+v, want the event discarded", got)
			}
			setStatus(t, there, r.Event.ProjectID, issue, mesher.Unresolved)
			if got := write(t, here, again(r)); got.Outcome != mesher.Stored || got.IssueID != issue {
				t.Errorf("the receipt is %+v, want the event stored", got)
			}
		},
		"a discarded issue of a large batch": func(t *testing.T, url string, here, there *postgres.Store, r mesher.Record, issue uuid.UUID) {
			setStatus(t, there, r.Event.ProjectID, issue, mesher.Discarded)
			receipts, err := here.WriteEvents(t.Context(), many(r, 200))
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range receipts {
				if got.Outcome != mesher.Dropped {
					t.Fatalf("a receipt is %+v, want the event discarded", got)
				}
			}
			if n := count(t, url, `SELECT count(*) FROM events`); n != 2 {
				t.Errorf("%d events are stored, want the 2 from before", n)
			}
		},
		"a merged issue": func(t *testing.T, url string, here, _ *postgres.Store, r mesher.Record, issue uuid.UUID) {
			into := uuid.New()
			execute(t, url, `UPDATE issue_hashes SET issue_id = $1 WHERE issue_id = $2`, into, issue)
			if got := write(t, here, again(r)); got.IssueID != into || !got.NewIssue {
				t.Errorf("the receipt is %+v, want the new issue %s", got, into)
			}
		},
		"an issue that is gone, and still named": func(t *testing.T, url string, here, _ *postgres.Store, r mesher.Record, issue uuid.UUID) {
			execute(t, url, `DELETE FROM issues WHERE id = $1`, issue)
			if got := write(t, here, again(r)); got.IssueID != issue || !got.NewIssue {
				t.Errorf("the receipt is %+v, want the issue %s, new", got, issue)
			}
			if n := count(t, url, `SELECT count(*) FROM issues WHERE title = $1 AND status = 'unresolved'`, r.Grouping.Title); n != 1 {
				t.Errorf("%d issues are like the event, want one", n)
			}
		},
		"a regression": func(t *testing.T, url string, here, there *postgres.Store, r mesher.Record, issue uuid.UUID) {
			setStatus(t, there, r.Event.ProjectID, issue, mesher.Resolved)
			write(t, here, again(r))
			write(t, there, again(r))
			if n := count(t, url, `SELECT count(*) FROM outbox WHERE kind = 'regressed' AND issue_id = $1`, issue); n != 1 {
				t.Errorf("it was announced %d times, want once", n)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			url := server.Copy(t, empty)
			here, there := open(t, url), open(t, url)
			project, _, err := here.Bootstrap(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			r := sample([]mesher.ProjectID{project.ID}, 1, 1)
			issue := write(t, here, r).IssueID
			write(t, here, again(r)) // from memory
			test(t, url, here, there, r, issue)
		})
	}
}

// Of many nodes that start at once on an empty database one makes the tables.
func TestOpenByManyAtOnce(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			s, err := postgres.Open(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if p, _, err := s.Bootstrap(t.Context()); err != nil || p.Slug != "default" {
				t.Errorf("project %+v: %v", p, err)
			}
		})
	}
	all.Wait()
	if n := count(t, url, `SELECT count(*) FROM projects`); n != 1 {
		t.Errorf("there are %d projects, want 1", n)
	}
}

// again returns another event of the same issue.
func again(r mesher.Record) mesher.Record {
	e := *r.Event
	e.ID, e.ReceivedAt = uuid.New(), time.Now()
	r.Event = &e
	return r
}

func many(r mesher.Record, n int) []mesher.Record {
	batch := make([]mesher.Record, n)
	for i := range batch {
		batch[i] = again(r)
	}
	return batch
}

func write(t *testing.T, s *postgres.Store, r mesher.Record) mesher.Receipt {
	t.Helper()
	receipts, err := s.WriteEvents(t.Context(), []mesher.Record{r})
	if err != nil {
		t.Fatal(err)
	}
	return receipts[0]
}

func setStatus(t *testing.T, s *postgres.Store, project mesher.ProjectID, issue uuid.UUID, status mesher.Status) {
	t.Helper()
	if _, err := s.ChangeStatus(t.Context(), project, []uuid.UUID{issue}, status, mesher.Act{At: time.Now()}); err != nil {
		t.Fatal(err)
	}
}

// execute runs a statement behind the stores' backs.
func execute(t *testing.T, url, statement string, args ...any) {
	t.Helper()
	conn := connect(t, url)
	if _, err := conn.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, url, question string, args ...any) (n int) {
	t.Helper()
	if err := connect(t, url).QueryRow(t.Context(), question, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	return conn
}
