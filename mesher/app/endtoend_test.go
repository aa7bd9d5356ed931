package app

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ops"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// BenchmarkEndToEnd sends events over HTTP from 64 keep-alive clients to the
// program in a process of its own; each is answered after its commit. For
// comparison the same events are written, 500 at a time, to a plain table without
// our code: by COPY over 4 connections, or to the embedded database by its one
// writer. "x-bare" is our share of that rate. Client, program and database share
// the CPUs; "x-bare-cpu" is the share by CPU time, whatever else these do.
//
//	go test ./mesher/app -run '^$' -bench EndToEnd -benchtime 1x
func BenchmarkEndToEnd(b *testing.B) {
	databases := pgtest.Start(b)
	for _, c := range []struct {
		name                   string
		embedded               bool
		size, issues, projects int
		bar                    float64 // the least share of the plain table's rate; 0: no bar
	}{
		{"2KB", false, 2 << 10, 100, 10, 0.35},
		{"2KB-one-project", false, 2 << 10, 100, 1, 0},
		{"30KB", false, 30 << 10, 100, 10, 0.35},
		{"2KB-every-event-a-new-issue", false, 2 << 10, -1, 10, 0.175},
		{"2KB-embedded", true, 2 << 10, 100, 10, 0.5},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := settings{dataDir: b.TempDir()}
			database := filepath.Join(s.dataDir, "mesher.db")
			if !c.embedded {
				s.database = databases.NewDatabase(b)
				database = s.database
			}
			keys := tenKeys(b, database)[:c.projects]
			r := rivals{program: startServer(b, s)}
			r.load = ops.Load{To: destinations(b, r.program.dsn, keys), Size: c.size, Issues: c.issues}
			if c.embedded {
				r.bare = newBareFile(b)
			} else {
				r.bare, r.server = newBareTable(b, databases.NewDatabase(b)), postmaster(b, database)
				r.beside = r.server
			}
			var half ops.Report
			for b.Loop() {
				r.compete(b)
				calm := r.load
				calm.Rate, calm.Duration = r.ours.rate()/2, 3*time.Second
				half = mustLoad(b, calm)
			}
			_, most, _ := r.program.memory()
			r.report(b)
			b.ReportMetric(c.bar, "x-bar")
			b.ReportMetric(half.P50, "p50-ms")
			b.ReportMetric(half.P99, "p99-ms")
			b.ReportMetric(float64(most>>20), "MB")
		})
	}
}

// tenKeys makes ten projects in a database, and returns a key of each.
func tenKeys(b *testing.B, database string) (keys []mesher.Key) {
	store, err := sqlstore.Open(b.Context(), database)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	first, key, err := store.Bootstrap(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	keys = append(keys, key)
	for n := range 9 {
		p, err := store.CreateProject(b.Context(), mesher.Project{OrgID: first.OrgID, Slug: fmt.Sprintf("project-%d", n), Name: "x"})
		if err != nil {
			b.Fatal(err)
		}
		if key, err = store.CreateKey(b.Context(), p.ID, "load"); err != nil {
			b.Fatal(err)
		}
		keys = append(keys, key)
	}
	return keys
}

func destinations(b *testing.B, dsn string, keys []mesher.Key) (to []ops.Destination) {
	base, _ := takeApart(b, dsn)
	u, err := url.Parse(base)
	if err != nil {
		b.Fatal(err)
	}
	for _, k := range keys {
		d, err := ops.ParseDSN(k.DSN(u))
		if err != nil {
			b.Fatal(err)
		}
		to = append(to, d)
	}
	return to
}

func mustLoad(b *testing.B, l ops.Load) ops.Report {
	r, err := l.Run(b.Context())
	if err != nil || r.Refused+r.Errors > 0 {
		b.Fatalf("%+v, %v", r, err)
	}
	return r
}

// BenchmarkFairness sends a little to one project beside another that sends as
// much as it can: "x-p99" is how many times as long an answer then takes for the
// first as when it is alone.
func BenchmarkFairness(b *testing.B) {
	s := settings{dataDir: b.TempDir(), database: pgtest.Start(b).NewDatabase(b)}
	keys := tenKeys(b, s.database)
	to := destinations(b, startServer(b, s).dsn, keys)
	little := ops.Load{To: to[:1], Rate: 50, Concurrency: 4, Duration: 4 * time.Second}
	for b.Loop() {
		alone := mustLoad(b, little)
		ctx, stop := context.WithCancel(b.Context())
		var flood sync.WaitGroup
		flood.Go(func() {
			ops.Load{To: to[1:2], Concurrency: 256, Duration: time.Minute}.Run(ctx)
		})
		beside := mustLoad(b, little)
		stop()
		flood.Wait()
		b.ReportMetric(alone.P50, "p50-alone-ms")
		b.ReportMetric(alone.P99, "p99-alone-ms")
		b.ReportMetric(beside.P50, "p50-beside-ms")
		b.ReportMetric(beside.P99, "p99-beside-ms")
		b.ReportMetric(beside.P99/alone.P99, "x-p99")
	}
}
