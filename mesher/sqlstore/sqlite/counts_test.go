package sqlite_test

import (
	"testing"

	"github.com/google/uuid"
)

// checkFile compares the counts with the rows.
func checkFile(t *testing.T, path string, answered map[uuid.UUID]bool) {
	t.Helper()
	db := bareOpen(t, path)
	defer db.Close()
	for question, want := range map[string]string{
		`PRAGMA integrity_check`: "ok",
		`SELECT count(*) FROM (SELECT 1 FROM events GROUP BY event_id HAVING count(*) > 1)`:                                             "0",
		`SELECT count(*) FROM issues AS i WHERE event_count <> (SELECT count(*) FROM events WHERE issue_id = i.id)`:                     "0",
		`SELECT count(*) FROM issues AS i WHERE user_count <> (SELECT count(*) FROM issue_users WHERE issue_id = i.id)`:                 "0",
		`SELECT count(*) FROM issues AS i WHERE last_seen <> (SELECT max(received_at) FROM events WHERE issue_id = i.id)`:               "0",
		`SELECT count(*) FROM issues AS i WHERE first_seen <> (SELECT min(received_at) FROM events WHERE issue_id = i.id)`:              "0",
		`SELECT count(*) FROM issue_hashes WHERE issue_id NOT IN (SELECT id FROM issues)`:                                               "0",
		`SELECT count(*) FROM events WHERE issue_id NOT IN (SELECT id FROM issues)`:                                                     "0",
		`SELECT count(*) FROM projects AS p WHERE issue_count <> (SELECT coalesce(max(number), 0) FROM issues WHERE project_id = p.id)`: "0",
		`SELECT count(*) FROM projects AS p WHERE issue_count <> (SELECT count(*) FROM issues WHERE project_id = p.id)`:                 "0",
		`SELECT count(*) FROM (
			SELECT issue_id, received_at - received_at % 3600000000, level, count(*) FROM events GROUP BY 1, 2, 3
			EXCEPT SELECT * FROM issue_hours)`: "0",
		`SELECT count(*) FROM (
			SELECT project_id, received_at - received_at % 3600000000, level, count(*) FROM events GROUP BY 1, 2, 3
			EXCEPT SELECT * FROM project_hours)`: "0",
		`SELECT sum(events) = (SELECT count(*) FROM events) FROM issue_hours`:             "1",
		`SELECT sum(events) = (SELECT count(*) FROM events) FROM project_hours`:           "1",
		`SELECT count(*) FROM (SELECT id FROM issues EXCEPT SELECT issue_id FROM outbox)`: "0",
		`SELECT count(*) - count(DISTINCT issue_id) FROM outbox WHERE kind = 'new'`:       "0",
	} {
		var got string
		if err := db.QueryRow(question).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %s, want %s: %v", question, got, want, err)
		}
	}
	stored := make(map[uuid.UUID]bool)
	rows, err := db.Query(`SELECT event_id FROM events`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		stored[id] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for id := range answered {
		if !stored[id] {
			t.Errorf("event %s was answered as stored and is lost", id)
		}
	}
}
