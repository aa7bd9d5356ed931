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

// BenchmarkGrown is BenchmarkEndToEnd with events of 2 KB, of 100 names of
// issues in 10 projects, on databases that hold the events of ninety days
// already: "stored" is how many. The bare table beside it is empty, whatever the
// size: so "x-bare" can be compared from one size to the next.
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
		other := pgtest.Start(b).NewDatabase(b) // which the folder need not keep
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
		vacuum(b, s.database) // which the server would do meanwhile
	}
	r.program = startServer(b, s)
	r.load = ops.Load{To: destinations(b, r.program.dsn, keys), Size: 2 << 10}
	warming := r.load
	warming.Duration = 2 * time.Second
	mustLoad(b, warming) // then the issues are there
	for b.Loop() {
		r.compete(b)
	}
	r.report(b)
	b.ReportMetric(float64(stored), "stored")
}

// openGrown makes a key of each project, and tells how many events they have
// together. What the program would see to first, it does: minutes of ninety days
// are gone.
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

// vacuum has a server do at once what it would do by and by.
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
