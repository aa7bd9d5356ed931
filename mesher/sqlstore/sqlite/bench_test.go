package sqlite_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// BenchmarkWriteEvents stores events of about 2 KB in 100 issues of one project,
// and for comparison inserts the same events bare into a wide table with the
// indexes of a plain design: no grouping, no counts, no check for repeats.
// Absolute figures depend on the machine; "x-bare" is our share.
func BenchmarkWriteEvents(b *testing.B) {
	for _, size := range []int{50, 500} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) { compare(b, size, 100) })
	}
	b.Run("every-event-a-new-issue", func(b *testing.B) { compare(b, 500, 1<<30) })
}

// compare alternates the two in short rounds, so that a machine busy with
// something else slows both.
func compare(b *testing.B, size, issues int) {
	store := open(b, filepath.Join(b.TempDir(), "mesh.db"))
	project, _, err := store.Bootstrap(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	bare := newBareTable(b)
	var ours, plain time.Duration
	events := 0
	for b.Loop() {
		records := make([]mesher.Record, size)
		for i := range records {
			records[i] = sample(project.ID, events+i, issues)
		}
		events += size
		start := time.Now()
		if _, err := store.WriteEvents(b.Context(), records); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		start = time.Now()
		bare.insert(b, records)
		plain += time.Since(start)
	}
	b.ReportMetric(float64(events)/ours.Seconds(), "events/s")
	b.ReportMetric(float64(events)/plain.Seconds(), "bare-events/s")
	b.ReportMetric(plain.Seconds()/ours.Seconds(), "x-bare")
}

// sample returns the nth event of a program with so many issues.
func sample(project mesher.ProjectID, n, issues int) mesher.Record {
	now, inApp := time.Now(), true
	e := &mesher.Event{
		ID: uuid.New(), ProjectID: project, ReceivedAt: now, Timestamp: now,
		Level: mesher.Level(n % 5), Platform: "python", Release: fmt.Sprintf("2.%d.0", n%9), Environment: "production",
		Message: fmt.Sprintf("TypeError in checkout: could not complete request %x for tenant %d", sha256.Sum224([]byte{byte(n)}), n%500),
		SDK:     mesher.SDK{Name: "sentry.python", Version: "2.1.0"},
		Tags:    map[string]string{"server": fmt.Sprintf("web-%02d", n%24), "browser": "Firefox 128", "os": "Linux", "request": uuid.NewString()},
		User:    &mesher.User{ID: fmt.Sprint(n % 10000), Email: fmt.Sprintf("user%d@example.com", n%10000)},
	}
	x := mesher.Exception{Type: "TypeError", Value: fmt.Sprintf("unexpected value at offset %d", n), Module: "app.checkout"}
	for f := range 10 {
		x.Frames = append(x.Frames, mesher.Frame{Filename: fmt.Sprintf("app/checkout/step_%d.py", f), Function: fmt.Sprintf("handle_%d", f*7+n%3), Line: n%900 + f, InApp: &inApp})
	}
	e.Exceptions = []mesher.Exception{x}
	for c := range 5 {
		e.Breadcrumbs = append(e.Breadcrumbs, mesher.Breadcrumb{Timestamp: now, Category: "http", Level: "info", Message: fmt.Sprintf("GET /api/cart/%d/items?page=%d", n, c)})
	}
	issue := fmt.Sprint(n % issues)
	return mesher.Record{Event: e, Grouping: mesher.Grouping{
		Hash: sha256.Sum256([]byte(issue)), Title: "TypeError: " + issue, Culprit: "app.checkout in handle",
		Explanation: mesher.Explanation{Variant: "stack", Parts: []string{"TypeError", "app.checkout handle"}},
	}}
}

type bareTable struct {
	db   *sql.DB
	stmt *sql.Stmt
}

func newBareTable(b *testing.B) bareTable {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`
CREATE TABLE bare (id BLOB, project_id INTEGER, issue_id BLOB, level TEXT, message TEXT, fingerprint BLOB, exception TEXT,
    breadcrumbs TEXT, tags TEXT, user_context TEXT, sdk TEXT, received_at INTEGER);
CREATE UNIQUE INDEX by_id ON bare (id, received_at);
CREATE INDEX by_project ON bare (project_id, received_at DESC);
CREATE INDEX by_issue ON bare (issue_id, received_at DESC);
CREATE INDEX by_level ON bare (level, received_at DESC);
CREATE INDEX by_fingerprint ON bare (fingerprint)`)
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := db.Prepare(`INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	return bareTable{db, stmt}
}

func (t bareTable) insert(b *testing.B, records []mesher.Record) {
	tx, err := t.db.BeginTx(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	insert := tx.Stmt(t.stmt)
	for _, r := range records {
		e, issue := r.Event, r.Grouping.Hash[:16]
		_, err := insert.Exec(e.ID[:], int64(e.ProjectID), issue, e.Level.String(), e.Message, r.Grouping.Hash[:], text(e.Exceptions),
			text(e.Breadcrumbs), text(e.Tags), text(e.User), text(e.SDK), e.ReceivedAt.UnixMicro())
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
