package postgres_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

func TestLives(t *testing.T) {
	server := pgtest.Shared(t)
	for name, test := range lifeTests {
		t.Run(name, func(t *testing.T) {
			url := server.NewDatabase(t)
			s, conn := open(t, url), connect(t, url)
			storetest.Lives(t, s, test.expiring, func() { checkNothing(t, conn, test.wrong...) })
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
	differ(`SELECT issue_id, date_trunc('hour', received_at), level, count(*) FROM events GROUP BY 1, 2, 3`,
		`SELECT issue_id, hour, level, events FROM issue_hours`),
	differ(`SELECT project_id, date_trunc('hour', received_at), level, count(*) FROM events GROUP BY 1, 2, 3`,
		`SELECT project_id, hour, level, events FROM project_hours`),
	differ(`SELECT project_id, 'release', date_trunc('hour', received_at), tags->>'release', count(*) FROM events WHERE tags ? 'release' GROUP BY 1, 3, 4`,
		`SELECT project_id, key, hour, value, events FROM project_tag_hours WHERE key = 'release'`),
	differ(`SELECT project_id, 'environment', date_trunc('hour', received_at), tags->>'environment', count(*) FROM events WHERE tags ? 'environment' GROUP BY 1, 3, 4`,
		`SELECT project_id, key, hour, value, events FROM project_tag_hours WHERE key = 'environment'`),
	differ(`SELECT project_id, date_trunc('hour', received_at), count(*) FROM events GROUP BY 1, 2`,
		`SELECT project_id, hour, sum(events) FROM project_tag_hours WHERE key = 'os' GROUP BY 1, 2`),
	// Of the last day: noon of 2026-03-14 ends it.
	differ(`SELECT project_id, date_trunc('minute', received_at), count(*) FROM events WHERE received_at >= timestamptz '2026-03-13T12:00:00Z' GROUP BY 1, 2`,
		`SELECT project_id, minute, events FROM project_minutes WHERE minute >= timestamptz '2026-03-13T12:00:00Z'`),
}

// summaries finds fields of issues that contradict their events.
var summaries = []string{
	differ(`SELECT issue_id, count(*), count(DISTINCT user_key), min(received_at), max(received_at) FROM events GROUP BY 1`,
		`SELECT id, event_count, user_count, first_seen, last_seen FROM issues`),
	differ(`SELECT DISTINCT issue_id, user_key FROM events WHERE user_key IS NOT NULL`, `SELECT issue_id, user_key FROM issue_users`),
	differ(`SELECT issue_id, 'release', tags->>'release', count(*) FROM events WHERE tags ? 'release' GROUP BY 1, 3`,
		`SELECT issue_id, key, value, events FROM issue_values WHERE key = 'release'`),
	differ(`SELECT issue_id, 'environment', tags->>'environment', count(*) FROM events WHERE tags ? 'environment' GROUP BY 1, 3`,
		`SELECT issue_id, key, value, events FROM issue_values WHERE key = 'environment'`),
}

// differ returns a query for the rows that only one of two queries has.
func differ(a, b string) string {
	return "SELECT * FROM (" + a + " EXCEPT " + b + ") AS x UNION ALL SELECT * FROM (" + b + " EXCEPT " + a + ") AS y"
}

func checkNothing(t *testing.T, conn *pgx.Conn, wrong ...string) {
	t.Helper()
	for _, question := range wrong {
		var n int
		if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM ("+question+") AS x").Scan(&n); err != nil || n != 0 {
			t.Errorf("%s\nfinds %d rows that do not add up: %v", question, n, err)
		}
	}
}

// Two nodes write events of issues that both merge and delete meanwhile.
func TestTurmoil(t *testing.T) {
	server := pgtest.Shared(t)
	for name, test := range lifeTests {
		t.Run(name, func(t *testing.T) {
			url := server.NewDatabase(t)
			a, b := open(t, url), open(t, url)
			storetest.Turmoil(t, test.expiring, storetest.For(time.Second), a, b, a, b)
			finishInterrupted(t, url, a)
			checkNothing(t, connect(t, url), test.wrong...)
		})
	}
}

// finishInterrupted waits for transactions whose clients were interrupted and
// left: the server may still be committing them. Then it finishes the moves that
// they began.
func finishInterrupted(t *testing.T, url string, s *postgres.Store) {
	t.Helper()
	const underWay = `SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()`
	conn := connect(t, url)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for n := 1; n > 0; <-tick.C {
		if err := conn.QueryRow(t.Context(), underWay).Scan(&n); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.FinishMoves(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Projects are deleted while two nodes write their events.
func TestDemolish(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	a, b := open(t, url), open(t, url)
	storetest.Demolish(t, 2, a, b, a, b)
	checkNothing(t, connect(t, url), slices.Concat(rollups, summaries)...)
}
