package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
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
)

// A bareTable is a wide table, with its indexes, partitioned by day.
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

// rate copies events of a size for a while, over 4 connections, and returns how
// many a second that was.
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

// bareRow makes rows of what a client sends, encoded beforehand, so that only the
// copying is measured.
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

// A bareFile is the same table in the embedded database, as durable as ours.
type bareFile struct{ db *sql.DB }

func newBareFile(b *testing.B) bareFile {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(b.Context(), `
CREATE TABLE bare (id BLOB, project_id BLOB, issue_id BLOB, level TEXT, message TEXT, fingerprint TEXT, exception TEXT, stacktrace TEXT,
    breadcrumbs TEXT, tags TEXT, extra TEXT, user_context TEXT, sdk_name TEXT, sdk_version TEXT, received_at INTEGER, PRIMARY KEY (id, received_at));
CREATE INDEX bare_project ON bare (project_id, received_at DESC);
CREATE INDEX bare_issue ON bare (issue_id, received_at DESC);
CREATE INDEX bare_level ON bare (level, received_at DESC);
CREATE INDEX bare_fingerprint ON bare (fingerprint)`)
	if err != nil {
		b.Fatal(err)
	}
	return bareFile{db}
}

// rate inserts events of a size for a while, 500 in a transaction.
func (f bareFile) rate(b *testing.B, size int, lasting time.Duration) float64 {
	row := bareRow(b, size)
	began, total := time.Now(), 0
	for time.Since(began) < lasting {
		if err := f.insert(b.Context(), row); err != nil {
			b.Fatal(err)
		}
		total += 500
	}
	return float64(total) / time.Since(began).Seconds()
}

func (f bareFile) insert(ctx context.Context, row func(int) []any) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, `INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i := range 500 {
		values := row(i)
		for n, v := range values {
			switch v := v.(type) {
			case pgtype.UUID:
				values[n] = v.Bytes[:]
			case time.Time:
				values[n] = v.UnixMicro()
			}
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
