package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ops"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// BenchmarkEndToEnd sends events over HTTP by 64 keep-alive clients to the
// program in a process of its own; each is answered after its commit. Beside it
// the same events are copied, 500 at a time by 4 connections, into a plain table
// with nothing of ours: "x-copy" is our share of that rate. Client, program and
// database are on the same CPUs.
//
//	go test ./mesher/app -run '^$' -bench EndToEnd -benchtime 1x
func BenchmarkEndToEnd(b *testing.B) {
	server := pgtest.Start(b)
	for _, c := range []struct {
		name                   string
		embedded               bool
		size, issues, projects int
		bar                    float64 // the least share of COPY; 0: there is none
	}{
		{"2KB", false, 2 << 10, 100, 10, 0.35},
		{"2KB-one-project", false, 2 << 10, 100, 1, 0},
		{"30KB", false, 30 << 10, 100, 10, 0.35},
		{"2KB-every-event-a-new-issue", false, 2 << 10, -1, 10, 0.175},
		{"2KB-embedded", true, 2 << 10, 100, 10, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := settings{dataDir: b.TempDir()}
			database := filepath.Join(s.dataDir, "mesher.db")
			if !c.embedded {
				s.database = server.NewDatabase(b)
				database = s.database
			}
			keys := tenKeys(b, database)[:c.projects]
			program := startServer(b, s)
			bare := newBareTable(b, server.NewDatabase(b))
			for b.Loop() {
				copied := bare.rate(b, c.size, 4*time.Second)
				full := ops.Load{To: destinations(b, program.dsn, keys), Size: c.size, Issues: c.issues, Duration: 6 * time.Second}
				r := mustLoad(b, full)
				full.Rate, full.Duration = r.Rate/2, 3*time.Second
				half := mustLoad(b, full)
				_, most := program.memory()
				b.ReportMetric(r.Rate, "events/s")
				b.ReportMetric(copied, "copied/s")
				b.ReportMetric(r.Rate/copied, "x-copy")
				b.ReportMetric(c.bar, "x-bar")
				b.ReportMetric(half.P50, "p50-ms")
				b.ReportMetric(half.P99, "p99-ms")
				b.ReportMetric(float64(most>>20), "MB")
			}
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

// A bareTable is a wide one, with its indexes, partitioned by day.
type bareTable struct{ pool *pgxpool.Pool }

func newBareTable(b *testing.B, url string) bareTable {
	pool, err := pgxpool.New(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	today := time.Now().UTC().Truncate(24 * time.Hour)
	_, err = pool.Exec(b.Context(), fmt.Sprintf(`
CREATE TABLE bare (id uuid, project_id uuid, issue_id uuid, level text, message text, fingerprint text, exception jsonb,
    stacktrace jsonb, breadcrumbs jsonb, tags jsonb, extra jsonb, user_context jsonb, sdk_name text, sdk_version text,
    received_at timestamptz, PRIMARY KEY (id, received_at)) PARTITION BY RANGE (received_at);
CREATE INDEX ON bare (project_id, received_at DESC);
CREATE INDEX ON bare (issue_id, received_at DESC);
CREATE INDEX ON bare (level, received_at DESC);
CREATE INDEX ON bare (fingerprint);
CREATE INDEX ON bare USING gin (tags jsonb_path_ops);
CREATE TABLE bare_today PARTITION OF bare FOR VALUES FROM ('%s') TO ('%s')`,
		today.Format(time.RFC3339), today.Add(48*time.Hour).Format(time.RFC3339)))
	if err != nil {
		b.Fatal(err)
	}
	return bareTable{pool}
}

// rate copies events of a size for a while, by 4 connections, and tells how many
// a second that were.
func (t bareTable) rate(b *testing.B, size int, lasting time.Duration) float64 {
	row := bareRow(b, size)
	ctx, cancel := context.WithTimeout(b.Context(), lasting)
	defer cancel()
	var all sync.WaitGroup
	counts := make([]int, 4)
	began := time.Now()
	for n := range counts {
		all.Go(func() {
			for ctx.Err() == nil {
				rows := pgx.CopyFromSlice(500, func(i int) ([]any, error) { return row(i), nil })
				copied, err := t.pool.CopyFrom(context.WithoutCancel(ctx), pgx.Identifier{"bare"}, []string{"id", "project_id", "issue_id",
					"level", "message", "fingerprint", "exception", "stacktrace", "breadcrumbs", "tags", "extra", "user_context",
					"sdk_name", "sdk_version", "received_at"}, rows)
				if err != nil {
					b.Error(err)
					return
				}
				counts[n] += int(copied)
			}
		})
	}
	all.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / time.Since(began).Seconds()
}

// bareRow makes rows of what a client sends, encoded beforehand: the copying is
// measured alone.
func bareRow(b *testing.B, size int) func(i int) []any {
	e, err := mesher.DecodeEvent(ops.NewSample(size).Event(nil, uuid.New(), 0))
	if err != nil {
		b.Fatal(err)
	}
	encode := func(v any) []byte {
		text, err := json.Marshal(v)
		if err != nil {
			b.Fatal(err)
		}
		return text
	}
	exception, frames, crumbs := encode(e.Exceptions[0].Type), encode(e.Exceptions[0].Frames), encode(e.Breadcrumbs)
	tags, extra, user := encode(e.Tags), encode(e.Extra), encode(e.User)
	id := func(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }
	return func(i int) []any {
		return []any{id(uuid.New()), id(uuid.UUID{15: byte(i % 10)}), id(uuid.UUID{15: byte(i % 100)}), "error", e.Message,
			fmt.Sprintf("%032x", i%100), exception, frames, crumbs, tags, extra, user, e.SDK.Name, e.SDK.Version, time.Now()}
	}
}
