package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// seedDays is over how many days, today the last, events are spread.
const seedDays = 90

// seed fills a database with so many events, far quicker than they could be
// written: some are written as all events are, and the server makes copies of
// their rows for each day, under other ids and at other times. A day's indexes
// are made when it is full. Counts are then taken from the rows, so that they
// agree.
func seed(b *testing.B, url string, store *postgres.Store, events int) (end time.Time) {
	ctx := b.Context()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		b.Fatal(err)
	}
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["synchronous_commit"] = "off"
	config.RuntimeParams["maintenance_work_mem"] = "256MB"
	config.RuntimeParams["work_mem"] = "256MB"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	exec := func(statement string, args ...any) {
		b.Helper()
		if _, err := conn.Exec(ctx, statement, args...); err != nil {
			b.Fatalf("%.60s: %v", statement, err)
		}
	}
	start := time.Now()
	end = time.Now().UTC().Truncate(time.Microsecond)
	templates := writeTemplates(b, store, min(events, 20_000), end)
	exec(takeTemplates)
	dropPartitions(b, conn)
	perDay := float64(events) / seedDays
	today := mesher.DayOf(end)
	for n := range seedDays {
		d := today - seedDays + 1 + mesher.Day(n)
		last := d.Start().AddDate(0, 0, 1)
		if d == today {
			last = end
		}
		name := "events_" + d.Start().Format("20060102")
		exec(`CREATE TABLE ` + name + ` (LIKE events INCLUDING DEFAULTS INCLUDING STORAGE)`)
		copies := int(perDay/float64(templates))*2 + 3
		exec(fmt.Sprintf(copyTemplates, name), d.Start(), last, copies, int(perDay), n)
		exec(fmt.Sprintf(`ALTER TABLE events ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')`, name, d, d+1))
		exec(fmt.Sprintf(countDay, name))
		for _, count := range countRows {
			exec(fmt.Sprintf(count, name))
		}
		exec(`ANALYZE ` + name)
	}
	exec(countIssues)
	exec(`DROP TABLE template, spans`)
	if err := store.Prepare(ctx, end); err != nil {
		b.Fatal(err)
	}
	exec(`VACUUM ANALYZE issues, issue_hours, issue_values, project_hours, project_tag_hours`)
	var rows, size int64
	if err := conn.QueryRow(ctx, `SELECT count(*), (SELECT pg_database_size(current_database())) FROM events`).Scan(&rows, &size); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d events seeded in %v, the database takes %d MB", rows, time.Since(start).Round(time.Second), size>>20)
	return end
}

func writeTemplates(b *testing.B, store *postgres.Store, events int, at time.Time) int {
	projects := storetest.SeedProjects(b, store)
	const batch = 500
	for n := 0; n < events; n += batch {
		var records []mesher.Record
		for i := n; i < min(n+batch, events); i++ {
			records = append(records, storetest.SeedEvent(projects, i, at))
		}
		if _, err := store.WriteEvents(b.Context(), records); err != nil {
			b.Fatal(err)
		}
	}
	return events
}

// dropPartitions removes those that the program made ahead: their days are
// filled before they get indexes.
func dropPartitions(b *testing.B, conn *pgx.Conn) {
	rows, err := conn.Query(b.Context(), `SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass`)
	if err != nil {
		b.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range names {
		if _, err := conn.Exec(b.Context(), `DROP TABLE `+name); err != nil {
			b.Fatal(err)
		}
	}
}

const (
	takeTemplates = `
CREATE TABLE template AS SELECT *, abs(hashtext(issue_id::text)) % 100 AS birth FROM events;
CREATE TABLE counted_keys AS SELECT DISTINCT key FROM project_tag_hours;
CREATE TABLE spans (issue_id uuid PRIMARY KEY, events bigint, first_seen timestamptz, last_seen timestamptz);
TRUNCATE issue_hours, project_hours, project_tag_hours, project_minutes, issue_values`

	// Most issues were always there, some came in these days; and of some events
	// come once in a month.
	copyTemplates = `
INSERT INTO %s SELECT received_at::date, project_id, gen_random_uuid(), issue_id, hash, received_at, level, message, words,
       tags || jsonb_build_object('request', gen_random_uuid()), user_key, payload
FROM (
    SELECT t.project_id, t.issue_id, t.hash, $1::timestamptz + random() * ($2::timestamptz - $1::timestamptz) AS received_at,
           t.level, t.message, t.words, t.tags, t.user_key, t.payload
    FROM template AS t, generate_series(1, $3::int)
    WHERE birth < 60 + $5::int / 3 AND (birth >= 10 OR (birth + $5::int) %% 30 = 0)
    ORDER BY random() LIMIT $4::int
) AS copies ORDER BY copies.received_at`

	countDay = `
INSERT INTO spans SELECT issue_id, count(*), min(received_at), max(received_at) FROM %s GROUP BY issue_id
ON CONFLICT (issue_id) DO UPDATE SET events = spans.events + excluded.events, last_seen = excluded.last_seen`

	countIssues = `
UPDATE issues AS i SET event_count = s.events, first_seen = s.first_seen, last_seen = s.last_seen FROM spans AS s WHERE s.issue_id = i.id;
DELETE FROM issues WHERE id NOT IN (SELECT issue_id FROM spans);
UPDATE issues SET status = 'resolved', resolved_at = last_seen WHERE number % 97 = 0;
DROP TABLE counted_keys`
)

// countRows are taken from a day's rows.
var countRows = []string{
	`INSERT INTO issue_hours SELECT issue_id, date_trunc('hour', received_at), level, count(*) FROM %s GROUP BY 1, 2, 3`,
	`INSERT INTO project_hours SELECT project_id, date_trunc('hour', received_at), level, count(*) FROM %s GROUP BY 1, 2, 3`,
	`INSERT INTO project_tag_hours SELECT project_id, key, date_trunc('hour', received_at), value, count(*)
FROM %s, jsonb_each_text(tags) AS t (key, value) WHERE key IN (SELECT key FROM counted_keys) GROUP BY 1, 2, 3, 4`,
	`INSERT INTO issue_values AS v SELECT issue_id, key, value, count(*), min(received_at), max(received_at)
FROM %s, jsonb_each_text(tags) AS t (key, value) WHERE key IN ('environment', 'release') GROUP BY 1, 2, 3
ON CONFLICT (issue_id, key, value) DO UPDATE SET events = v.events + excluded.events, last_seen = excluded.last_seen`,
}
