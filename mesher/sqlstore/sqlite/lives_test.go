package sqlite_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

func TestLives(t *testing.T) {
	for name, test := range lifeTests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mesh.db")
			storetest.Lives(t, open(t, path), test.expiring, func() { checkNothing(t, path, test.wrong...) })
		})
	}
}

// lifeTests are the kinds of lives, and the queries that must find nothing after
// them.
var lifeTests = map[string]struct {
	expiring bool
	wrong    []string
}{
	"without end":       {false, slices.Concat(rollups, summaries)},
	"and events expire": {true, rollups},
}

// rollups finds counts of events that differ from the sums of the rows.
var rollups = []string{
	`SELECT * FROM moves`,
	`SELECT issue_id FROM events WHERE issue_id NOT IN (SELECT id FROM issues)`,
	`SELECT place FROM events WHERE place NOT IN (SELECT rowid FROM event_terms)`,
	`SELECT rowid FROM event_terms WHERE rowid NOT IN (SELECT place FROM events)`,
	differ(`SELECT issue_id, received_at - received_at % 3600000000, level, count(*) FROM events GROUP BY 1, 2, 3`,
		`SELECT issue_id, hour, level, events FROM issue_hours`),
	differ(`SELECT project_id, received_at - received_at % 3600000000, level, count(*) FROM events GROUP BY 1, 2, 3`,
		`SELECT project_id, hour, level, events FROM project_hours`),
	differ(`SELECT project_id, 'release', received_at - received_at % 3600000000, release, count(*) FROM events WHERE release <> '' GROUP BY 1, 3, 4`,
		`SELECT project_id, key, hour, value, events FROM project_tag_hours WHERE key = 'release'`),
	differ(`SELECT project_id, 'environment', received_at - received_at % 3600000000, environment, count(*) FROM events WHERE environment <> '' GROUP BY 1, 3, 4`,
		`SELECT project_id, key, hour, value, events FROM project_tag_hours WHERE key = 'environment'`),
	differ(`SELECT project_id, received_at - received_at % 3600000000, count(*) FROM events GROUP BY 1, 2`,
		`SELECT project_id, hour, sum(events) FROM project_tag_hours WHERE key = 'os' GROUP BY 1, 2`),
	// Of the last day: noon of 2026-03-14 ends it.
	differ(`SELECT project_id, received_at - received_at % 60000000, count(*) FROM events WHERE received_at >= 1773403200000000 GROUP BY 1, 2`,
		`SELECT project_id, minute, events FROM project_minutes WHERE minute >= 1773403200000000`),
}

// summaries finds fields of issues that contradict their events.
var summaries = []string{
	differ(`SELECT issue_id, count(*), count(DISTINCT user_key), min(received_at), max(received_at) FROM events GROUP BY 1`,
		`SELECT id, event_count, user_count, first_seen, last_seen FROM issues`),
	differ(`SELECT DISTINCT issue_id, user_key FROM events WHERE user_key IS NOT NULL`, `SELECT issue_id, user_key FROM issue_users`),
	differ(`SELECT issue_id, 'release', release, count(*) FROM events WHERE release <> '' GROUP BY 1, 3`,
		`SELECT issue_id, key, value, events FROM issue_values WHERE key = 'release'`),
	differ(`SELECT issue_id, 'environment', environment, count(*) FROM events WHERE environment <> '' GROUP BY 1, 3`,
		`SELECT issue_id, key, value, events FROM issue_values WHERE key = 'environment'`),
}

// differ returns a query for the rows that only one of two queries has.
func differ(a, b string) string {
	return "SELECT * FROM (" + a + " EXCEPT " + b + ") UNION ALL SELECT * FROM (" + b + " EXCEPT " + a + ")"
}

func checkNothing(t *testing.T, path string, wrong ...string) {
	t.Helper()
	db := bareOpen(t, path)
	defer db.Close()
	for _, question := range wrong {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM (" + question + ")").Scan(&n); err != nil || n != 0 {
			t.Errorf("%s\nfinds %d rows that do not add up: %v", question, n, err)
		}
	}
}

func TestTurmoil(t *testing.T) {
	for name, test := range lifeTests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mesh.db")
			s := open(t, path)
			storetest.Turmoil(t, test.expiring, storetest.For(time.Second/2), s, s)
			checkNothing(t, path, test.wrong...)
		})
	}
}

func TestDemolish(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	s := open(t, path)
	storetest.Demolish(t, 2, s, s)
	checkNothing(t, path, slices.Concat(rollups, summaries)...)
}
