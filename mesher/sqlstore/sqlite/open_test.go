package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

func TestOpenKeepsFilesToItsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "mesh.db")
	s := open(t, path)
	if _, _, err := s.Bootstrap(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"": 0o700 | os.ModeDir, "mesh.db": 0o600, "mesh.db-wal": 0o600} {
		info, err := os.Stat(filepath.Join(filepath.Dir(path), name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", info.Name(), info.Mode(), want)
		}
	}
}

func TestOpenFindsWhatWasStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "what? a #strange%20 näme.db")
	s := open(t, path)
	want, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal("the database is not where it was asked to be:", err)
	}
	got, err := open(t, path).Project(t.Context(), "default")
	if err != nil || got != want {
		t.Errorf("project %+v, want %+v: %v", got, want, err)
	}
}

func TestOpenByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			s, err := sqlite.Open(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if p, _, err := s.Bootstrap(t.Context()); err != nil || p.ID != 1 {
				t.Errorf("project %d: %v", p.ID, err)
			}
		})
	}
	all.Wait()
}

// A process may be killed at any moment of its first start.
func TestOpenGoesOn(t *testing.T) {
	for name, done := range map[string]string{
		"an empty file":           ``,
		"a file that was claimed": `PRAGMA application_id = 0x6d736872`,
		"a file without tables": `PRAGMA application_id = 0x6d736872;
			CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL,
				is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));
			INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mesh.db")
			alter(t, path, done)
			if _, _, err := open(t, path).Bootstrap(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := map[string]struct {
		spoil func(t *testing.T, path string)
		want  string
	}{
		"a newer program's database": {func(t *testing.T, path string) {
			alter(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
		}, "a newer program made it"},
		"another program's database": {func(t *testing.T, path string) {
			os.Remove(path)
			alter(t, path, `CREATE TABLE songs (title TEXT)`)
		}, "another program's database"},
		"a file that is no database": {func(t *testing.T, path string) {
			write(t, path, []byte(strings.Repeat("dear diary, ", 1000)))
		}, "no database at all"},
		"a damaged database": {func(t *testing.T, path string) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := 100; i < len(b); i++ { // all but the file's header
				b[i] = 0xa5
			}
			write(t, path, b)
		}, "the database file is damaged"},
		"a folder": {func(t *testing.T, path string) {
			os.Remove(path)
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is a directory"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mesh.db")
			if err := open(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			test.spoil(t, path)
			s, err := sqlite.Open(t.Context(), path)
			if err == nil {
				s.Close()
				t.Fatal("it opened")
			}
			if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("the error is %q, want it to say %q and name the file", err, test.want)
			}
		})
	}
}

// A page damaged while the program runs is the database's fault, and never that
// of the events being written.
func TestDamageIsAnOutage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	s := open(t, path)
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	root := rootPage(t, path, "events")
	for i := (root - 1) * 4096; i < root*4096; i++ {
		b[i] = 0xa5
	}
	write(t, path, b)
	_, err = open(t, path).WriteEvents(context.Background(), []mesher.Record{sample(project.ID, 1, 1)})
	if mesher.KindOf(err) != mesher.Unavailable || !strings.Contains(fmt.Sprint(err), "damaged") {
		t.Errorf("the error is %v, want one of kind Unavailable that tells of damage", err)
	}
}

func rootPage(t *testing.T, path, table string) (page int) {
	db := bareOpen(t, path)
	defer db.Close()
	if err := db.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = ?`, table).Scan(&page); err != nil {
		t.Fatal(err)
	}
	return page
}

// alter runs a statement behind the store's back.
func alter(t *testing.T, path, statement string) {
	t.Helper()
	db := bareOpen(t, path)
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func bareOpen(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Closing waits for the batch that has its turn: each write is either whole
// or an outage, and never both.
func TestCloseDuringWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	s := open(t, path)
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var (
		all       sync.WaitGroup
		recording sync.Mutex
		answered  = make(map[uuid.UUID]bool)
		begun     = make(chan struct{}, 100)
	)
	for range 4 {
		all.Go(func() {
			for {
				r := sample(project.ID, 1, 1)
				if _, err := s.WriteEvents(t.Context(), []mesher.Record{r}); err != nil {
					if mesher.KindOf(err) != mesher.Unavailable {
						t.Error(err)
					}
					return
				}
				recording.Lock()
				answered[r.Event.ID] = true
				recording.Unlock()
				select {
				case begun <- struct{}{}:
				default:
				}
			}
		})
	}
	for range 20 {
		<-begun
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
	checkFile(t, path, answered)
}
