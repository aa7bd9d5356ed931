package sqlite_test

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

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// Every event that a killed process had answered is there, once, and the counts
// are those of the rows. (A kill spares what the system has yet to write to the
// disk; that commits are fsynced is due to SQLite's synchronous=FULL.)
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

// killWhenAnswered runs a victim until it has answered so many events, and adds
// those to answered.
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
		if id, err := uuid.Parse(lines.Text()); err == nil { // otherwise the kill cut the line
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

// writeUntilKilled writes from several goroutines, in batches of all sizes that
// repeat a few events, and prints the ids of answered events.
func writeUntilKilled(path string) error {
	ctx := context.Background()
	store, err := sqlite.Open(ctx, path)
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
