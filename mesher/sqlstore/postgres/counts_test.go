package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// With and without statements that stay in the session: behind a pooler there are
// none.
func TestCountsEqualRows(t *testing.T) {
	server := pgtest.Shared(t)
	for _, mode := range []string{"cache_statement", "cache_describe"} {
		t.Run(mode, func(t *testing.T) {
			url := server.NewDatabase(t)
			s := open(t, url+"&default_query_exec_mode="+mode)
			checkRows(t, url, storetest.Churn(t, storetest.Rounds(60), s, s))
		})
	}
}

// Writers on two nodes, in batches that share events, issues, users and hours,
// never see a deadlock.
func TestWritersOfTheSameIssues(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	a, b := open(t, url), open(t, url)
	checkRows(t, url, storetest.Churn(t, storetest.For(2*time.Second), a, b, a, b, a, b))
}

// checkRows compares the counts with the rows.
func checkRows(t *testing.T, url string, answered map[uuid.UUID]bool) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, wrong := range []string{
		`SELECT event_id FROM events GROUP BY event_id HAVING count(*) > 1`,
		`SELECT id FROM issues AS i WHERE event_count <> (SELECT count(*) FROM events WHERE issue_id = i.id)`,
		`SELECT id FROM issues AS i WHERE user_count <> (SELECT count(*) FROM issue_users WHERE issue_id = i.id)`,
		`SELECT id FROM issues AS i WHERE last_seen <> (SELECT max(received_at) FROM events WHERE issue_id = i.id)`,
		`SELECT id FROM issues AS i WHERE first_seen <> (SELECT min(received_at) FROM events WHERE issue_id = i.id)`,
		`SELECT issue_id FROM issue_hashes WHERE issue_id NOT IN (SELECT id FROM issues)`,
		`SELECT issue_id FROM events WHERE issue_id NOT IN (SELECT id FROM issues)`,
		`SELECT id FROM projects AS p WHERE issue_count <> (SELECT coalesce(max(number), 0) FROM issues WHERE project_id = p.id)`,
		`SELECT id FROM projects AS p WHERE issue_count <> (SELECT count(*) FROM issues WHERE project_id = p.id)`,
		// The hours have exactly the sums of the rows.
		`(SELECT issue_id, date_trunc('hour', received_at), level, count(*) FROM events GROUP BY 1, 2, 3 EXCEPT SELECT * FROM issue_hours)
		 UNION ALL (SELECT * FROM issue_hours EXCEPT SELECT issue_id, date_trunc('hour', received_at), level, count(*) FROM events GROUP BY 1, 2, 3)`,
		`(SELECT project_id, date_trunc('hour', received_at), level, count(*) FROM events GROUP BY 1, 2, 3 EXCEPT SELECT * FROM project_hours)
		 UNION ALL (SELECT * FROM project_hours EXCEPT SELECT project_id, date_trunc('hour', received_at), level, count(*) FROM events GROUP BY 1, 2, 3)`,
		// Each issue is announced once.
		`SELECT id FROM issues FULL JOIN (SELECT issue_id, count(*) FROM outbox WHERE kind = 'new' GROUP BY issue_id) AS news ON issue_id = id
		 WHERE id IS NULL OR count IS DISTINCT FROM 1`,
	} {
		tag, err := conn.Exec(t.Context(), wrong)
		if err != nil || tag.RowsAffected() != 0 {
			t.Errorf("%s\nfinds %d rows that do not add up: %v", wrong, tag.RowsAffected(), err)
		}
	}
	rows, err := conn.Query(t.Context(), `SELECT event_id FROM events`)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		t.Fatal(err)
	}
	stored := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		stored[id] = true
	}
	for id := range answered {
		if !stored[id] {
			t.Errorf("event %s was answered for and is lost", id)
		}
	}
	t.Logf("%d events were answered for, %d are stored", len(answered), len(stored))
}
