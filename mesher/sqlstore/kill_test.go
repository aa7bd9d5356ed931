package sqlstore_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// victim makes the test program write to the database it names until it is
// killed.
const victim = "SQLSTORE_TEST_VICTIM"

func TestMain(m *testing.M) {
	if path := os.Getenv(victim); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// Whatever a killed process had answered is there, once, and the counts are
// those of the rows. (A kill spares what the system has yet to write to the
// disk; that commits are fsynced is SQLite's synchronous=FULL.)
func TestKill(t *testing.T) {
	const rounds = 10
	path := filepath.Join(t.TempDir(), "mesh.db")
	answered := make(map[uuid.UUID]bool)
	for range rounds {
		killWhenAnswered(t, path, 1+rand.IntN(300), answered)
		store := open(t, path) // recovers, as a next start does
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		checkFile(t, path, answered)
	}
	t.Logf("%d events were answered in %d lives", len(answered), rounds)
}

// killWhenAnswered runs a victim until it has answered for so many events, and
// adds those that it answered for.
func killWhenAnswered(t *testing.T, path string, events int, answered map[uuid.UUID]bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), victim+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	seen := 0
	for ; lines.Scan(); seen++ {
		if id, err := uuid.Parse(lines.Text()); err == nil { // else the kill cut the line
			answered[id] = true
		}
		if seen == events {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd.Wait() // says that it was killed
	if seen < events {
		t.Fatalf("the victim ended by itself after %d of %d events", seen, events)
	}
}

// writeUntilKilled writes from several goroutines, in batches of all sizes
// that repeat a few events, and prints the ids that were answered for.
func writeUntilKilled(path string) error {
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, path)
	if err != nil {
		return err
	}
	project, _, err := store.Bootstrap(ctx)
	if err != nil {
		return err
	}
	failed := make(chan error)
	var printing sync.Mutex // keeps lines whole
	for range 4 {
		go func() {
			var before []mesher.Record
			for {
				batch := append([]mesher.Record(nil), before...)
				for range 1 + rand.IntN(20) {
					batch = append(batch, sample(project.ID, rand.IntN(1000), 1+rand.IntN(50)))
				}
				receipts, err := store.WriteEvents(ctx, batch)
				if err != nil {
					failed <- err
					return
				}
				printing.Lock()
				for _, r := range receipts {
					fmt.Println(r.EventID)
				}
				printing.Unlock()
				before = batch[len(batch)-1:]
			}
		}()
	}
	return <-failed
}

// checkFile compares what is counted with what is there.
func checkFile(t *testing.T, path string, answered map[uuid.UUID]bool) {
	t.Helper()
	db := bareOpen(t, path)
	defer db.Close()
	for question, want := range map[string]string{
		`PRAGMA integrity_check`: "ok",
		`SELECT count(*) FROM (SELECT 1 FROM events GROUP BY event_id HAVING count(*) > 1)`:                                             "0",
		`SELECT count(*) FROM issues AS i WHERE event_count <> (SELECT count(*) FROM events WHERE issue_id = i.id)`:                     "0",
		`SELECT count(*) FROM issues AS i WHERE user_count <> (SELECT count(*) FROM issue_users WHERE issue_id = i.id)`:                 "0",
		`SELECT count(*) FROM issues AS i WHERE last_seen <> (SELECT max(received_at) FROM events WHERE issue_id = i.id)`:               "0",
		`SELECT count(*) FROM issues AS i WHERE first_seen <> (SELECT min(received_at) FROM events WHERE issue_id = i.id)`:              "0",
		`SELECT count(*) FROM issue_hashes WHERE issue_id NOT IN (SELECT id FROM issues)`:                                               "0",
		`SELECT count(*) FROM events WHERE issue_id NOT IN (SELECT id FROM issues)`:                                                     "0",
		`SELECT count(*) FROM projects AS p WHERE issue_count <> (SELECT coalesce(max(number), 0) FROM issues WHERE project_id = p.id)`: "0",
		`SELECT count(*) FROM projects AS p WHERE issue_count <> (SELECT count(*) FROM issues WHERE project_id = p.id)`:                 "0",
	} {
		var got string
		if err := db.QueryRow(question).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %s, want %s: %v", question, got, want, err)
		}
	}
	stored := make(map[uuid.UUID]bool)
	rows, err := db.Query(`SELECT event_id FROM events`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		stored[id] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for id := range answered {
		if !stored[id] {
			t.Errorf("event %s was answered as stored and is lost", id)
		}
	}
}
