package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// Everything in one engine arrives in the other and back, directly and through a
// file, wherever it is interrupted.
func TestDump(t *testing.T) {
	server := pgtest.Start(t, "fsync = off")
	file := func() string { return filepath.Join(t.TempDir(), "mesher.db") }
	onServer := func() string { return server.NewDatabase(t) }
	for _, c := range []struct {
		name     string
		from, to func() string
	}{
		{"SQLite to PostgreSQL", file, onServer},
		{"PostgreSQL to SQLite", onServer, file},
	} {
		t.Run(c.name, func(t *testing.T) {
			from := c.from()
			gone := furnish(t, from)
			want := contents(t, from)
			if len(want) != len(dump.Tables()) {
				t.Fatalf("the scene lacks rows in some table: it has %d of %d", len(want), len(dump.Tables()))
			}
			t.Run("straight", func(t *testing.T) {
				to := c.to()
				parts := carry(t, from, to)
				if parts < len(dump.Tables())+2 {
					t.Errorf("only %d parts: events should take several", parts)
				}
				same(t, want, contents(t, to))
				goesOn(t, to, gone)
			})
			t.Run("by file", func(t *testing.T) {
				to, path := c.to(), filepath.Join(t.TempDir(), "all.mshr")
				writeFile(t, from, path)
				readFile(t, path, to)
				same(t, want, contents(t, to))
			})
		})
	}
}

// seeded is the number up to which databases have some of the seeded events:
// those of the last days, more than fit into one part.
const seeded = 110_000

func seededDays() []storetest.SeedDay {
	days := storetest.SeedDays(seeded, time.Now())
	return days[len(days)-5:]
}

// furnish fills a database: rows in every table, and several parts of events.
func furnish(t *testing.T, database string) (gone mesher.ProjectID) {
	store, err := sqlstore.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	projects := storetest.SeedProjects(t, store)
	for _, day := range seededDays() {
		if err := day.Write(t.Context(), store, projects); err != nil {
			t.Fatal(err)
		}
	}
	return storetest.Furnish(t, store)
}

var errKilled = errors.New("killed")

// A mortal is a sink that dies instead of taking a part.
type mortal struct {
	dump.Sink
	life int
}

func (m *mortal) Take(ctx context.Context, p dump.Part) error {
	if m.life--; m.life < 0 {
		return errKilled
	}
	return m.Sink.Take(ctx, p)
}

// carry imports directly, and dies again and again. It returns the number of
// parts.
func carry(t *testing.T, from, to string) (parts int) {
	t.Helper()
	for life := 1; ; life = life*3/2 + 1 {
		source, target, closing := openBoth(t, from, to)
		err := dump.Export(t.Context(), source, &mortal{dump.NewImporter(target, func(dump.Progress) { parts++ }), life})
		closing()
		if !errors.Is(err, errKilled) {
			if err != nil {
				t.Fatal(err)
			}
			return parts
		}
		if store, err := sqlstore.Open(t.Context(), to); mesher.KindOf(err) != mesher.Conflict {
			t.Fatalf("a database that is not finished opens: %v, %v", store, err)
		}
		parts = 0
	}
}

// writeFile exports to a file, and dies again and again.
func writeFile(t *testing.T, from, path string) {
	t.Helper()
	source, closing, err := sqlstore.OpenWhole(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	defer closing()
	for life := 1; ; life = life*3/2 + 1 {
		w, err := dump.NewWriter(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = dump.Export(t.Context(), source, &mortal{w, life})
		if closed := w.Close(); closed != nil {
			t.Fatal(closed)
		}
		if err == nil {
			return
		}
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		// A kill may also leave a piece of a frame.
		info, err := os.Stat(path + ".unfinished")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path+".unfinished", info.Size()-int64(life*7)%info.Size()); err != nil {
			t.Fatal(err)
		}
	}
}

// readFile imports from a file, and dies again and again.
func readFile(t *testing.T, path, to string) {
	t.Helper()
	target, closing, err := sqlstore.OpenEmpty(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer closing()
	for life := 1; ; life = life*3/2 + 1 {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		err = dump.Read(t.Context(), file, &mortal{dump.NewImporter(target, nil), life})
		file.Close()
		if err == nil {
			return
		}
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
	}
}

func openBoth(t *testing.T, from, to string) (source, target dump.Database, closing func()) {
	t.Helper()
	source, closeSource, err := sqlstore.OpenWhole(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	target, closeTarget, err := sqlstore.OpenEmpty(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	return source, target, func() { closeSource(); closeTarget() }
}

// contents returns the rows of a database, by table, as a set.
func contents(t *testing.T, database string) rowsByTable {
	t.Helper()
	source, closing, err := sqlstore.OpenWhole(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer closing()
	all := make(rowsByTable)
	if err := dump.Export(t.Context(), source, all); err != nil {
		t.Fatal(err)
	}
	return all
}

// rowsByTable is a sink that keeps a digest of each row.
type rowsByTable map[string][][sha256.Size]byte

func (r rowsByTable) Begin(context.Context, dump.Header) error { return nil }

func (r rowsByTable) Take(_ context.Context, p dump.Part) error {
	_, rows, err := p.Open()
	for _, row := range rows {
		r[p.Table] = append(r[p.Table], sha256.Sum256(fmt.Appendf(nil, "%x", []any(row))))
	}
	return err
}

func (r rowsByTable) End(context.Context, dump.Totals) error {
	for _, rows := range r {
		slices.SortFunc(rows, func(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) })
	}
	return nil
}

func same(t *testing.T, want, got rowsByTable) {
	t.Helper()
	for _, table := range dump.Tables() {
		if !slices.Equal(want[table.Name], got[table.Name]) {
			t.Errorf("table %s: %d rows became others, or %d", table.Name, len(want[table.Name]), len(got[table.Name]))
		}
	}
}

// goesOn checks that a database works beyond reading: a new event finds its
// issue, its number, and the earlier events.
func goesOn(t *testing.T, database string, gone mesher.ProjectID) {
	t.Helper()
	ctx := t.Context()
	store, err := sqlstore.Open(ctx, database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var projects []mesher.ProjectID
	all, err := store.Projects(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		projects = append(projects, p.ID)
	}
	project := all[0]
	next, err := store.CreateProject(ctx, mesher.Project{OrgID: project.OrgID, Name: "Next", Slug: "next"})
	if err != nil || next.ID <= gone {
		t.Errorf("the next project is %+v, %v; number %d was given out before", next, err, gone)
	}
	// An event like the last one that was seeded.
	again := storetest.SeedEvent(projects, seeded-1, 89, time.Now().UTC())
	before, err := store.Issue(ctx, again.Grouping.IssueID(again.Event.ProjectID))
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := store.WriteEvents(ctx, []mesher.Record{again})
	if err != nil || receipts[0].IssueID != before.ID || receipts[0].NewIssue {
		t.Errorf("an event of issue %s became %+v, %v", before.ID, receipts, err)
	}
	words, err := mesher.ParseQuery("unexpected checkout")
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.SearchEvents(ctx, project.ID, words, mesher.Window{Until: time.Now()}, 10)
	if err != nil || len(found) != 10 {
		t.Errorf("search finds %d, %v", len(found), err)
	}
	tagged, err := store.TaggedEvents(ctx, project.ID, mesher.Tag{Key: "release", Value: "2.1.0"}, mesher.Window{Until: time.Now()}, mesher.PageRequest{})
	if err != nil || len(tagged.Items) == 0 {
		t.Errorf("the tag finds %d, %v", len(tagged.Items), err)
	}
}

// An import is refused by some databases, and from some sources.
func TestImportRefuses(t *testing.T) {
	dir := t.TempDir()
	one, other, target := dir+"/one.db", dir+"/other.db", dir+"/target.db"
	for _, name := range []string{one, other} {
		store, err := sqlstore.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := store.Bootstrap(t.Context()); err != nil {
			t.Fatal(err)
		}
		store.Close()
	}
	try := func(from, to string, life int) error {
		t.Helper()
		source, target, closing := openBoth(t, from, to)
		defer closing()
		return dump.Export(t.Context(), source, &mortal{dump.NewImporter(target, nil), life})
	}
	if err := try(one, other, 100); mesher.KindOf(err) != mesher.Conflict || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("into a database that is in use: %v", err)
	}
	if err := try(one, target, 2); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	if err := try(other, target, 100); mesher.KindOf(err) != mesher.Conflict || !strings.Contains(err.Error(), "another dump") {
		t.Errorf("into what was begun with another: %v", err)
	}
	if err := try(one, target, 100); err != nil {
		t.Error(err)
	}
	same(t, contents(t, one), contents(t, target))
}
