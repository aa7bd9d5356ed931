package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// A copy made while others write is a database of one moment, in which everything
// adds up.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mesher.db")
	store := open(t, path)
	projects := storetest.SeedProjects(t, store)
	days := storetest.SeedDays(90*300, time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC))
	if err := days[0].Write(t.Context(), store, projects); err != nil {
		t.Fatal(err)
	}

	var over atomic.Bool
	var writing sync.WaitGroup
	began := make(chan struct{})
	writing.Go(func() {
		for _, day := range days[1:] {
			if over.Load() {
				return
			}
			if err := day.Write(t.Context(), store, projects); err != nil {
				t.Error(err)
				return
			}
			if day == days[1] {
				close(began)
			}
		}
	})
	<-began
	done, all := 0, 0
	copied := filepath.Join(dir, "copy.db")
	err := sqlite.Backup(t.Context(), path, copied, func(d, a int) { done, all = d, a })
	over.Store(true)
	writing.Wait()
	if err != nil || done == 0 || done != all {
		t.Fatalf("%d pages of %d were copied: %v", done, all, err)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v, %v", info, err)
	}
	if files, err := filepath.Glob(copied + "*"); err != nil || len(files) != 1 {
		t.Errorf("beside the copy it leaves %q, %v", files, err)
	}

	restored := open(t, copied)
	var held sums
	if err := dump.Export(t.Context(), restored.Dumped(), &held); err != nil {
		t.Fatal(err)
	}
	events := held["events"].Rows
	if events < 600 || held["issues"].Sums["event_count"] != events || held["issue_hours"].Sums["events"] != events {
		t.Errorf("the copy has %d events, and counts %d and %d", events, held["issues"].Sums["event_count"], held["issue_hours"].Sums["events"])
	}
	if err := sqlite.Backup(t.Context(), path, copied, func(int, int) {}); mesher.KindOf(err) != mesher.Conflict {
		t.Errorf("it was written over: %v", err)
	}
}

// An interrupted copy leaves nothing behind.
func TestBackupIsBrokenOff(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mesher.db")
	open(t, path)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	copied := filepath.Join(dir, "copy.db")
	if err := sqlite.Backup(ctx, path, copied, func(int, int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(copied); err == nil {
		t.Error("there is a copy that is not whole")
	}
}

// sums is a sink that keeps the totals of a database.
type sums dump.Totals

func (s *sums) Begin(context.Context, dump.Header) error { return nil }
func (s *sums) Take(context.Context, dump.Part) error    { return nil }
func (s *sums) End(_ context.Context, t dump.Totals) error {
	*s = sums(t)
	return nil
}
