package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/app"
)

// From a copy of a running server's database another server starts.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("MESHER_DATA_DIR", dir+"/data")
	t.Setenv("MESHER_HTTP_PORT", "0")
	t.Setenv("MESHER_WS_PORT", "0")
	t.Setenv("MESHER_ADMIN_ADDR", "127.0.0.1:0")
	serving(t, t.Output())
	ask(t, 0, "setup", "--email=ada@example.com", "--password=correct horse battery")
	ask(t, 0, "send")
	ask(t, 0, "demo", "--events=300") // others may write meanwhile
	var made app.BackedUp
	read(t, &made, "backup", dir+"/copy.db", "--json")
	if made.File != dir+"/copy.db" || made.Command != nil {
		t.Errorf("it made %+v", made)
	}
	ask(t, 1, "backup", dir+"/copy.db") // never over an existing file
	ask(t, 1, "backup", dir+"/none/copy.db")
	ask(t, 1, "backup", dir+"/other.db", "--data-dir="+dir+"/none")

	if err := os.Mkdir(dir+"/restored", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir+"/copy.db", dir+"/restored/mesher.db"); err != nil {
		t.Fatal(err)
	}
	if out := ask(t, 0, "user", "list", "--data-dir="+dir+"/restored"); !strings.Contains(out, "ada@example.com") {
		t.Errorf("the copy has the users\n%s", out)
	}
}

func TestBackupOfAServer(t *testing.T) {
	t.Setenv("MESHER_DATABASE_URL", "postgres://ann:hunter2@db/x?pool_max_conns=4&sslmode=require")
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	var made app.BackedUp
	read(t, &made, "backup", "copy.dump", "--json")
	want := []string{"pg_dump", "--format=custom", "--file=copy.dump", "postgres://ann@db/x?sslmode=require"}
	if !slices.Equal(made.Command, want) {
		t.Errorf("it says %q, want %q", made.Command, want)
	}
}
