package postgres_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// BenchmarkReading measures every question that pages ask, on ten thousand
// events in the partitions of ninety days, or on as many as MESH_EVENTS says;
// ten million take 25 GB of the temporary folder's disk for the while:
//
//	MESH_EVENTS=10000000 go test -run '^$' -bench Reading -benchtime 200x -timeout 0
//
// MESH_PLANS, a number of milliseconds, shows the plans of what took longer.
// MESH_SEEDED is the URL of a database that outlives the benchmark: empty, it is
// filled, and otherwise measured as it is, which is up to date at the time of its
// newest event.
func BenchmarkReading(b *testing.B) {
	events := 10_000
	if n, err := strconv.Atoi(os.Getenv("MESH_EVENTS")); err == nil {
		events = n
	}
	if url := os.Getenv("MESH_SEEDED"); url != "" {
		store := open(b, url)
		end, ok := lastEvent(b, url)
		if !ok {
			end = seed(b, url, store, events)
		}
		storetest.Reading(b, store, end)
		return
	}
	settings := []string{"fsync = off", "wal_level = minimal", "max_wal_senders = 0", "max_wal_size = 4GB", "autovacuum = off"}
	plans := os.Getenv("MESH_PLANS")
	if plans != "" {
		settings = append(settings, "session_preload_libraries = auto_explain", "auto_explain.log_analyze = on",
			"auto_explain.log_buffers = on", "auto_explain.log_min_duration = "+plans)
	}
	b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
		server := pgtest.Start(b, settings...)
		url := server.NewDatabase(b)
		end := seed(b, url, open(b, url), events)
		seeded := len(server.Log(b))
		storetest.Reading(b, open(b, url), end)
		if plans != "" {
			b.Logf("%s", server.Log(b)[seeded:])
		}
	})
}

// lastEvent is when the newest event of a database was received.
func lastEvent(b *testing.B, url string) (at time.Time, ok bool) {
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(b.Context()))
	var last pgtype.Timestamptz
	if err := conn.QueryRow(b.Context(), `SELECT max(last_seen) FROM issues`).Scan(&last); err != nil {
		b.Fatal(err)
	}
	return last.Time.UTC(), last.Valid
}
