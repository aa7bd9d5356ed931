package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
)

// BenchmarkWriteEvents stores events of about 2 KB in 100 issues of 10 projects,
// and for comparison copies the same events bare into the wide table of a plain
// design: no grouping, no counts, no full text, no check for repeats. Absolute
// figures depend on the machine; "x-bare" is our share.
func BenchmarkWriteEvents(b *testing.B) {
	server := pgtest.Start(b)
	for _, c := range []struct {
		name                  string
		size, writers, issues int
	}{
		{"500-by-4", 500, 4, 100},
		{"32-by-2", 32, 2, 100},
		{"every-event-a-new-issue", 500, 4, 1 << 30},
	} {
		b.Run(c.name, func(b *testing.B) {
			store, bare := open(b, server.NewDatabase(b)), newBareTable(b, server.NewDatabase(b))
			projects := tenProjects(b, store)
			var ours, plain rate
			made := 0
			// They alternate in short rounds, so that a machine busy with something else
			// slows both.
			for b.Loop() {
				batches := make([][]mesher.Record, 4*max(1, 500/c.size)*c.writers)
				for i := range batches {
					for range c.size {
						batches[i] = append(batches[i], sample(projects, made, c.issues))
						made++
					}
				}
				measure(b, &ours, c.writers, batches, func(ctx context.Context, batch []mesher.Record) error {
					_, err := store.WriteEvents(ctx, batch)
					return err
				})
				measure(b, &plain, 4, bareRows(batches), bare.copy)
			}
			b.ReportMetric(ours.perSecond(), "events/s")
			b.ReportMetric(plain.perSecond(), "bare-events/s")
			b.ReportMetric(ours.perSecond()/plain.perSecond(), "x-bare")
		})
	}
}

// A rate adds up events and the time they took.
type rate struct {
	events int
	took   time.Duration
}

func measure[T any](b *testing.B, r *rate, writers int, batches [][]T, write func(context.Context, []T) error) {
	work := make(chan []T, len(batches))
	for _, batch := range batches {
		work <- batch
		r.events += len(batch)
	}
	close(work)
	start := time.Now()
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for batch := range work {
				if err := write(b.Context(), batch); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	r.took += time.Since(start)
}

func (r *rate) perSecond() float64 { return float64(r.events) / r.took.Seconds() }

func tenProjects(b *testing.B, store *postgres.Store) (ids []mesher.ProjectID) {
	first, _, err := store.Bootstrap(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for n := range 10 {
		p, err := store.CreateProject(b.Context(), mesher.Project{OrgID: first.OrgID, Slug: fmt.Sprintf("project-%d", n)})
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

// A bareTable is the wide table, with its indexes, partitioned by day.
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

func (t bareTable) copy(ctx context.Context, rows [][]any) error {
	_, err := t.pool.CopyFrom(ctx, pgx.Identifier{"bare"}, []string{"id", "project_id", "issue_id", "level", "message",
		"fingerprint", "exception", "stacktrace", "breadcrumbs", "tags", "extra", "user_context", "sdk_name", "sdk_version",
		"received_at"}, pgx.CopyFromRows(rows))
	return err
}

// bareRows makes rows of events, 500 at a time whatever the batches' size.
func bareRows(batches [][]mesher.Record) (joined [][][]any) {
	var rows [][]any
	for _, r := range slices.Concat(batches...) {
		e := r.Event
		rows = append(rows, []any{bareID(e.ID), bareID(uuid.UUID{15: byte(e.ProjectID)}), bareID(r.Grouping.IssueID(e.ProjectID)),
			e.Level.String(), e.Message, r.Grouping.Fingerprint(), document(e.Exceptions[0].Type), document(e.Exceptions[0].Frames),
			document(e.Breadcrumbs), document(e.Tags), document(e.Extra), document(e.User), e.SDK.Name, e.SDK.Version, e.ReceivedAt})
	}
	return slices.Collect(slices.Chunk(rows, 500))
}

func bareID(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }

func document(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
