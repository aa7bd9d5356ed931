package postgres_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// seedWriters is how many days are filled at once.
const seedWriters = 3

// seed fills a database with so many events, each of its own, and returns when
// the newest was received. They are stored as all events are, but that the
// indexes which no writer asks are made afterwards, a day's when it is full.
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
		writers.Go(func() {
			for n := next.Add(1) - 1; n < int64(len(days)); n = next.Add(1) - 1 {
				err := days[n].Write(b.Context(), store, projects)
				if err == nil {
					err = finishDay(b.Context(), url, indexes, "events_"+days[n].Window.Since.Format("20060102"))
				}
				if err != nil {
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
	storetest.SeedResolved(b, store, projects)
	db.exec(`DELETE FROM project_minutes WHERE minute < now() - interval '25 hours'`) // as the program does each day
	db.exec(`VACUUM ANALYZE`)
	rows, size := db.number(`SELECT count(*) FROM events`), db.number(`SELECT pg_database_size(current_database())`)
	b.Logf("%d events seeded in %v, the database takes %d MB", rows, time.Since(start).Round(time.Second), size>>20)
	return end
}

// dropIndexes removes those of the events but the key, from the partitions that
// are there and those to come, and returns how to make them again.
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

// finishDay makes a partition's indexes.
func finishDay(ctx context.Context, url string, indexes []string, partition string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, index := range indexes {
		_, columns, _ := strings.Cut(index, " USING ")
		if _, err := conn.Exec(ctx, `CREATE INDEX ON `+partition+` USING `+columns); err != nil {
			return err
		}
	}
	return nil
}

// A console is a connection whose statements must succeed.
type console struct {
	*pgx.Conn
	b *testing.B
}

func newConsole(b *testing.B, url string) console {
	conn, err := pgx.Connect(b.Context(), url)
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

// newest is when the newest event of a database was received.
func (d console) newest() (at time.Time, ok bool) {
	d.b.Helper()
	var last pgtype.Timestamptz
	if err := d.QueryRow(d.b.Context(), `SELECT max(last_seen) FROM issues`).Scan(&last); err != nil {
		d.b.Fatal(err)
	}
	return last.Time.UTC(), last.Valid
}
