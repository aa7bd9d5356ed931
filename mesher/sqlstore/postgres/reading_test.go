package postgres_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// BenchmarkReading measures every query of pages, on ten thousand events in the
// partitions of ninety days, or on as many as MESH_EVENTS says; ten million take
// 30 GB of disk:
//
//	MESH_EVENTS=10000000 MESH_SEEDED=/some/folder go test -run '^$' -bench Reading -benchtime 200x -timeout 0
//
// MESH_SEEDED is a folder for a server that outlives the benchmark: if empty it
// is filled, otherwise measured as it is, with the time of its newest event as
// the present. A folder whose filling was interrupted is of no use. MESH_PLANS, a
// number of milliseconds, shows the plans of queries that took longer.
func BenchmarkReading(b *testing.B) {
	events := 10_000
	if n, err := strconv.Atoi(os.Getenv("MESH_EVENTS")); err == nil {
		events = n
	}
	settings := []string{"fsync = off", "full_page_writes = off", "wal_level = minimal", "max_wal_senders = 0",
		"max_wal_size = 4GB", "shared_buffers = 512MB", "maintenance_work_mem = 256MB", "autovacuum = off"}
	plans := os.Getenv("MESH_PLANS")
	if plans != "" {
		settings = append(settings, "session_preload_libraries = auto_explain", "auto_explain.log_analyze = on",
			"auto_explain.log_buffers = on", "auto_explain.log_timing = off", "auto_explain.log_min_duration = "+plans)
	}
	b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
		server := pgtest.StartIn(b, os.Getenv("MESH_SEEDED"), settings...)
		url := server.Database(b, "seeded")
		store, db := open(b, url), newConsole(b, url)
		end, ok := db.newest()
		if !ok {
			end = seed(b, url, store, events)
		}
		seeded := len(server.Log(b))
		storetest.Reading(b, store, end)
		if plans != "" {
			b.Logf("%s", server.Log(b)[seeded:])
		}
	})
}
