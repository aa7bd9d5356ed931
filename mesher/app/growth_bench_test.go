package app

import (
	"cmp"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ops"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// BenchmarkGrown is BenchmarkEndToEnd with events of 2 KB, with 100 issue names
// in 10 projects, on databases that hold the events of ninety days already:
// "stored" is how many. The bare table for comparison is empty at every size, so
// that "x-bare" can be compared between sizes.
//
// MESH_SEEDED is a folder that the stores' BenchmarkReading filled: a server's,
// or a file; each second leaves some thousands of events there. Without it the
// benchmark seeds ten thousand events itself, or as many as MESH_EVENTS says.
//
//	go test ./mesher/app -run '^$' -bench Grown -benchtime 3x
//	MESH_SEEDED=/some/folder go test ./mesher/app -run '^$' -bench Grown -benchtime 3x -timeout 0
func BenchmarkGrown(b *testing.B) {
	folder := os.Getenv("MESH_SEEDED")
	file := isThere(filepath.Join(folder, "mesher.db"))
	b.Run("postgres", func(b *testing.B) {
		if file {
			b.Skip("SKIPPED: the folder holds a file")
		}
		database := pgtest.StartIn(b, folder).Database(b, "seeded")
		other := pgtest.Start(b).NewDatabase(b) // not in the folder, which need not keep it
		r := rivals{bare: newBareTable(b, other), beside: postmaster(b, other), server: postmaster(b, database)}
		r.competeGrown(b, settings{dataDir: b.TempDir(), database: database})
	})
	b.Run("sqlite", func(b *testing.B) {
		folder := folder
		switch {
		case folder == "":
			folder = b.TempDir()
		case !file:
			b.Skip("SKIPPED: the folder holds no file")
		}
		r := rivals{bare: newBareFile(b)}
		r.competeGrown(b, settings{dataDir: folder})
	})
}

func (r *rivals) competeGrown(b *testing.B, s settings) {
	events := 10_000
	if n, err := strconv.Atoi(os.Getenv("MESH_EVENTS")); err == nil {
		events = n
	}
	seeded := seedIfEmpty(b, Config{DataDir: s.dataDir, DatabaseURL: mesher.SecretOf(s.database)}, events)
	keys, stored := openGrown(b, cmp.Or(s.database, filepath.Join(s.dataDir, "mesher.db")))
	if seeded && s.database != "" {
		vacuum(b, s.database) // the server would do it meanwhile
	}
	r.program = startServer(b, s)
	r.load = ops.Load{To: destinations(b, r.program.dsn, keys), Size: 2 << 10}
	warming := r.load
	warming.Duration = 2 * time.Second
	mustLoad(b, warming) // now the issues exist
	for b.Loop() {
		r.compete(b)
	}
	r.report(b)
	b.ReportMetric(float64(stored), "stored")
}

// openGrown makes a key for each project, and returns how many events they have
// together. It does what the program would do first: remove counts by the minute
// of ninety days.
func openGrown(b *testing.B, database string) (keys []mesher.Key, events int64) {
	store, err := sqlstore.Open(b.Context(), database)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	if _, err := store.Expire(b.Context(), time.Now()); err != nil {
		b.Fatal(err)
	}
	projects, err := store.Projects(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range projects {
		key, err := store.CreateKey(b.Context(), p.ID, "load")
		if err != nil {
			b.Fatal(err)
		}
		held, err := store.Storage(b.Context(), p.ID)
		if err != nil {
			b.Fatal(err)
		}
		keys, events = append(keys, key), events+held.Events
	}
	return keys, events
}

// vacuum makes a server do at once what it would do over time.
func vacuum(b *testing.B, database string) {
	conn, err := pgx.Connect(b.Context(), database)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	for _, statement := range []string{"VACUUM ANALYZE", "CHECKPOINT"} {
		if _, err := conn.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
}
