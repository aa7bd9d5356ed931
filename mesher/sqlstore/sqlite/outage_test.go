package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mesh-actors/mesh/mesher"
)

// A limit on the file's pages stands for a full disk: to SQLite it is the same
// result at the same places.
func TestFullDisk(t *testing.T) {
	s := openBootstrapped(t)
	if _, err := s.writer.Exec(`PRAGMA max_page_count = 100`); err != nil {
		t.Fatal(err)
	}
	var stored []mesher.Record
	var err error
	for err == nil {
		batch := records(20)
		if _, err = s.WriteEvents(t.Context(), batch); err == nil {
			stored = append(stored, batch...)
		}
	}
	if e, ok := errors.AsType[*mesher.Error](err); !ok || e.Kind != mesher.Unavailable || e.RetryAfter == 0 || !strings.Contains(e.Message, "full") {
		t.Fatalf("the error is %v, want one that says the disk is full and when to retry", err)
	}
	if len(stored) == 0 {
		t.Fatal("the disk was full from the start")
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error("a full disk can be read:", err)
	}
	// There is room again: answered events are there, and writing continues.
	if _, err := s.writer.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	again, err := s.WriteEvents(t.Context(), append(stored, records(20)...))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range again {
		want := mesher.Stored
		if i < len(stored) {
			want = mesher.Duplicate
		}
		if r.Outcome != want {
			t.Fatalf("event %d of %d is %s, want %s", i, len(again), r.Outcome, want)
		}
	}
	issue, err := s.Issue(t.Context(), again[0].IssueID)
	if err != nil || issue.EventCount != int64(len(again)) {
		t.Errorf("the issue counts %d events, want %d: %v", issue.EventCount, len(again), err)
	}
}

// A writer waits for its turn as long as its context lets it.
func TestTurnIsWaitedFor(t *testing.T) {
	s := openBootstrapped(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.transact(t.Context(), func(*sql.Tx) error {
		waiting := make(chan error)
		go func() {
			_, err := s.WriteEvents(ctx, records(1))
			waiting <- err
		}()
		for s.writer.Stats().WaitCount == 0 {
			select {
			case err := <-waiting:
				return fmt.Errorf("the second writer did not wait: %v", err)
			case <-time.After(time.Millisecond):
			}
		}
		cancel()
		if err := <-waiting; !errors.Is(err, context.Canceled) || mesher.KindOf(err) != mesher.Unavailable {
			return fmt.Errorf("the error is %v, want an outage because the context ended", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A panic on the way gives the turn back.
func TestPanicUndoesTheTransaction(t *testing.T) {
	s := openBootstrapped(t)
	func() {
		defer func() { recover() }()
		s.transact(t.Context(), func(tx *sql.Tx) error {
			if _, err := tx.Exec(`DELETE FROM keys`); err != nil {
				t.Error(err)
			}
			panic("a bug")
		})
	}()
	var keys int
	if err := s.writer.QueryRow(`SELECT count(*) FROM keys`).Scan(&keys); err != nil || keys != 1 {
		t.Errorf("there are %d keys, want 1: %v", keys, err)
	}
}

// A write waits for a lock held elsewhere, by a backup or a command, and then
// names it.
func TestLockedByAnotherProcess(t *testing.T) {
	s := openBootstrapped(t)
	if _, err := s.writer.Exec(`PRAGMA busy_timeout = 20`); err != nil {
		t.Fatal(err)
	}
	other, err := Open(t.Context(), s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	err = other.transact(t.Context(), func(*sql.Tx) error {
		_, err := s.WriteEvents(t.Context(), records(1))
		if mesher.KindOf(err) != mesher.Unavailable || !strings.Contains(err.Error(), "another process") {
			return fmt.Errorf("the error is %v, want an outage that blames another process", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestClassify(t *testing.T) {
	mine := mesher.Errorf(mesher.NotFound, "not there")
	for _, test := range []struct {
		err  error
		want mesher.Kind
	}{
		{mine, mesher.NotFound},
		{fmt.Errorf("reading: %w", mine), mesher.NotFound},
		{context.DeadlineExceeded, mesher.Unavailable},
		{fmt.Errorf("waiting: %w", context.Canceled), mesher.Unavailable},
		{errors.New("a bug"), mesher.Internal},
	} {
		if got := mesher.KindOf(classify(test.err)); got != test.want {
			t.Errorf("%v has kind %d, want %d", test.err, got, test.want)
		}
	}
	if classify(nil) != nil {
		t.Error("nothing became an error")
	}
}

// A wrong statement, or a value that breaks a rule, is our own fault: if it were
// an outage, the pipeline would retry it for ever.
func TestOwnFaultsAreInternal(t *testing.T) {
	s := openBootstrapped(t)
	for _, statement := range []string{
		`SELECT * FROM nothing`,
		`INSERT INTO keys (id, project_id, value, label, created_at) VALUES (x'00', 1, NULL, '', 0)`,
	} {
		_, err := s.writer.Exec(statement)
		if e, ok := errors.AsType[*sqlite.Error](err); !ok || e.Code() == sqlite3.SQLITE_OK {
			t.Fatalf("%s: %v", statement, err)
		}
		if got := mesher.KindOf(s.fail("try", err)); got != mesher.Internal {
			t.Errorf("%s: kind %d, want Internal", statement, got)
		}
	}
}

func openBootstrapped(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "mesh.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, _, err := s.Bootstrap(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// records makes events of one issue of the first project.
func records(n int) []mesher.Record {
	made := make([]mesher.Record, n)
	for i := range made {
		made[i] = mesher.Record{Event: &mesher.Event{ID: uuid.New(), ProjectID: 1, ReceivedAt: noon, Message: "it broke"}}
	}
	return made
}

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
