package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

const (
	seedWriters = 3  // how many days are filled at once
	seedOwn     = 18 // how many days have events of their own; later ones have copies
)

// seed fills a database with so many events, and returns when the newest was
// received. They are stored like all events, except that indexes that no writer
// uses are made afterwards, a day's when it is full. Of the later days one event
// in fifty is stored in this way, and the server copies the others from an
// earlier day, with their own ids and times, and with their counts. No index
// covers more than a day, so the copies make no difference.
func seed(b *testing.B, url string, store *postgres.Store, events int) time.Time {
	start := time.Now()
	end := start.UTC().Truncate(time.Microsecond)
	projects := storetest.SeedProjects(b, store)
	db := newConsole(b, url)
	indexes := dropIndexes(b, db)
	days := storetest.SeedDays(events, end)
	var next atomic.Int64
	var writers sync.WaitGroup
	for range seedWriters {
		db := newConsole(b, url)
		writers.Go(func() {
			for n := int(next.Add(1) - 1); n < len(days); n = int(next.Add(1) - 1) {
				if err := seedDay(b.Context(), db, store, projects, days, n, indexes); err != nil {
					b.Error(err)
				}
			}
		})
	}
	if writers.Wait(); b.Failed() {
		b.FailNow()
	}
	for _, index := range indexes { // attaches those of the days
		db.exec(strings.Replace(index, " ON ONLY ", " ON ", 1))
	}
	db.exec(countSeeded)
	db.exec(`DELETE FROM project_minutes WHERE minute < now() - interval '25 hours'`) // as the program does each day
	storetest.SeedResolved(b, store, projects)
	db.exec(`VACUUM ANALYZE issues, issue_hours, issue_users, issue_values, project_hours, project_tag_hours, project_minutes`)
	rows, size := db.number(`SELECT count(*) FROM events`), db.number(`SELECT pg_database_size(current_database())`)
	b.Logf("%d events seeded in %v, the database takes %d MB", rows, time.Since(start).Round(time.Second), size>>20)
	return end
}

// seedDay fills the nth day and makes its indexes.
func seedDay(ctx context.Context, db console, store *postgres.Store, projects []mesher.ProjectID, days []storetest.SeedDay, n int, indexes []string) error {
	d, of := days[n], days[n%seedOwn]
	if n >= seedOwn {
		d.Events = max(1, d.Events/50)
	}
	if err := d.Write(ctx, store, projects); err != nil {
		return err
	}
	name := partitionOf(d)
	var statements []string
	if n >= seedOwn {
		later := fmt.Sprintf("interval '%d days'", n-n%seedOwn)
		cut := fmt.Sprintf("received_at + %s < timestamptz '%s'", later, d.Window.Until.Truncate(time.Hour).Format(time.RFC3339))
		fill := strings.NewReplacer("$into", name, "$from", partitionOf(of), "$later", later, "$cut", cut,
			"$hours", fmt.Sprintf("hour >= '%s' AND hour < '%s' AND %s", of.Window.Since.Format(time.RFC3339),
				of.Window.Until.Format(time.RFC3339), strings.Replace(cut, "received_at", "hour", 1)))
		for _, statement := range copyDay {
			statements = append(statements, fill.Replace(statement))
		}
	}
	for _, index := range indexes {
		_, columns, _ := strings.Cut(index, " USING ")
		statements = append(statements, `CREATE INDEX ON `+name+` USING `+columns)
	}
	statements = append(statements, `VACUUM ANALYZE `+name)
	for _, statement := range statements {
		if _, err := db.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func partitionOf(d storetest.SeedDay) string { return "events_" + d.Window.Since.Format("20060102") }

// copyDay copies events and adds their counts, except those of their issues.
// Their users are known already. Each statement takes its locks in the order in
// which batches take theirs.
var copyDay = []string{
	`INSERT INTO $into (day, project_id, event_id, issue_id, hash, received_at, level, message, words, tags, user_key, payload)
SELECT (received_at + $later)::date, project_id, gen_random_uuid(), issue_id, hash, received_at + $later, level, message, words,
       tags || jsonb_build_object('request', gen_random_uuid()), user_key, payload FROM $from WHERE $cut`,

	`INSERT INTO issue_values AS v SELECT issue_id, key, value, count(*), min(received_at + $later), max(received_at + $later)
FROM $from, jsonb_each_text(tags) AS t (key, value) WHERE key IN ('environment', 'release') AND $cut GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (issue_id, key, value) DO UPDATE SET events = v.events + excluded.events, last_seen = greatest(v.last_seen, excluded.last_seen)`,

	`INSERT INTO issue_hours AS h SELECT issue_id, date_trunc('hour', received_at + $later), level, count(*)
FROM $from WHERE $cut GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (issue_id, hour, level) DO UPDATE SET events = h.events + excluded.events`,

	`INSERT INTO project_hours AS h SELECT project_id, hour + $later, level, events FROM project_hours WHERE $hours ORDER BY 1, 2, 3
ON CONFLICT (project_id, hour, level) DO UPDATE SET events = h.events + excluded.events`,

	`INSERT INTO project_tag_hours AS h SELECT project_id, key, hour + $later, value, events FROM project_tag_hours WHERE $hours ORDER BY 1, 2, 3, 4
ON CONFLICT (project_id, key, hour, value) DO UPDATE SET events = h.events + excluded.events`,

	`INSERT INTO project_minutes AS m SELECT project_id, minute + $later, events FROM (SELECT *, minute AS hour FROM project_minutes) AS x
WHERE $hours ORDER BY 1, 2
ON CONFLICT (project_id, minute) DO UPDATE SET events = m.events + excluded.events`,
}

// countSeeded counts the events of issues.
const countSeeded = `
UPDATE issues AS i SET event_count = h.events, last_seen = e.received_at, level = e.level
FROM (SELECT issue_id, sum(events) AS events, max(hour)::date AS day FROM issue_hours GROUP BY issue_id) AS h, LATERAL (
    SELECT received_at, level FROM events WHERE issue_id = h.issue_id AND day = h.day ORDER BY received_at DESC LIMIT 1
) AS e WHERE h.issue_id = i.id`

// dropIndexes removes the indexes of events but the key, from existing and future
// partitions, and returns how to make them again.
func dropIndexes(b *testing.B, db console) (definitions []string) {
	rows, err := db.Query(b.Context(), `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'events' AND indexname <> 'events_pkey'`)
	if err != nil {
		b.Fatal(err)
	}
	var name, definition string
	var names []string
	_, err = pgx.ForEachRow(rows, []any{&name, &definition}, func() error {
		names, definitions = append(names, name), append(definitions, definition)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range names {
		db.exec(`DROP INDEX ` + name)
	}
	return definitions
}

// A console is a connection whose statements must succeed.
type console struct {
	*pgx.Conn
	b *testing.B
}

func newConsole(b *testing.B, url string) console {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		b.Fatal(err)
	}
	config.RuntimeParams["timezone"] = "UTC"
	conn, err := pgx.ConnectConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(context.Background()) })
	return console{conn, b}
}

func (d console) exec(statement string) {
	d.b.Helper()
	if _, err := d.Exec(d.b.Context(), statement); err != nil {
		d.b.Fatalf("%s: %v", statement, err)
	}
}

func (d console) number(query string) (n int64) {
	d.b.Helper()
	if err := d.QueryRow(d.b.Context(), query).Scan(&n); err != nil {
		d.b.Fatalf("%s: %v", query, err)
	}
	return n
}

// newest returns when the newest event of a database was received.
func (d console) newest() (at time.Time, ok bool) {
	d.b.Helper()
	var last pgtype.Timestamptz
	if err := d.QueryRow(d.b.Context(), `SELECT max(last_seen) FROM issues`).Scan(&last); err != nil {
		d.b.Fatal(err)
	}
	return last.Time.UTC(), last.Valid
}
