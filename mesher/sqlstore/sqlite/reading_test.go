package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// BenchmarkReading measures every question that pages ask, on ten thousand
// events that came in ninety days, or on as many as MESH_EVENTS says:
//
//	MESH_EVENTS=1000000 go test -run '^$' -bench Reading -benchtime 200x -timeout 0
func BenchmarkReading(b *testing.B) {
	events := 10_000
	if n, err := strconv.Atoi(os.Getenv("MESH_EVENTS")); err == nil {
		events = n
	}
	b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "mesh.db")
		store := open(b, path)
		end := time.Now().UTC().Truncate(time.Microsecond)
		projects := storetest.SeedProjects(b, store)
		const batch = 500
		start := time.Now()
		for n := 0; n < events; n += batch {
			var records []mesher.Record
			for i := n; i < min(n+batch, events); i++ {
				records = append(records, storetest.SeedEvent(projects, i, end.Add(-90*24*time.Hour/time.Duration(events)*time.Duration(events-1-i))))
			}
			if _, err := store.WriteEvents(b.Context(), records); err != nil {
				b.Fatal(err)
			}
		}
		size, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%d events stored in %v, which take %d MB", events, time.Since(start).Round(time.Second), size.Size()>>20)
		storetest.Reading(b, store, end)
	})
}
