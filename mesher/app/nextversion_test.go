package app

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A nextVersion is the program as the next version may be. It is built from
// edited copies of the sources (go build -overlay), so that the program itself
// has no code for this test.
type nextVersion struct {
	program string
	files   map[string]string // the edited copy of each file, by its path
	dir     string
}

// buildNextVersion builds a program with the next version of the protocol, a message
// that this one does not know, a new field in a message that it does, and a new
// column in a table.
func buildNextVersion(t *testing.T) nextVersion {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("SKIPPED: it takes the go command to build another version")
	}
	n := nextVersion{files: map[string]string{}, dir: t.TempDir()}
	n.edit(t, "dist/wire/protocol.go", fmt.Sprintf("	Version       = %d\n", wire.Version), fmt.Sprintf("	Version       = %d\n", wire.Version+1))
	n.edit(t, "mesher/lending/load.go", "type Load struct {\n", "type Load struct {\n\tNext []string\n")
	n.edit(t, "mesher/app/messages.go", "return types, errors.Join(\n", "return types, errors.Join(\n\t\twire.Register[struct{ Next string }](types, \"mesher.next\"),\n")

	const steps = "mesher/sqlstore/postgres/migrations"
	last, err := filepath.Glob(filepath.Join(n.path(t, steps), "*.sql"))
	if err != nil || len(last) == 0 {
		t.Fatalf("no steps in %s: %v", steps, err)
	}
	n.put(t, fmt.Sprintf("%s/%05d_next.sql", steps, len(last)+1), fmt.Sprintf(`-- +goose Up
ALTER TABLE issues ADD COLUMN next text NOT NULL DEFAULT 'nothing';
INSERT INTO compatible_steps (step, since) VALUES (%d, %d);
`, len(last)+1, len(last)))

	overlay, list := filepath.Join(n.dir, "overlay.json"), map[string]any{"Replace": n.files}
	b, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, b, 0o600); err != nil {
		t.Fatal(err)
	}
	n.program = filepath.Join(n.dir, "next.test")
	if out, err := exec.Command("go", "test", "-c", "-overlay", overlay, "-o", n.program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the next version: %v\n%s", err, out)
	}
	return n
}

// path is the path of a file of the module.
func (n *nextVersion) path(t *testing.T, file string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../..", file))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// edit replaces a text that is in a file exactly once.
func (n *nextVersion) edit(t *testing.T, file, is, becomes string) {
	t.Helper()
	b, err := os.ReadFile(n.path(t, file))
	if err != nil {
		t.Fatal(err)
	}
	if times := strings.Count(string(b), is); times != 1 {
		t.Fatalf("%s has %q %d times, want once: the next version has to follow the code", file, is, times)
	}
	n.put(t, file, strings.Replace(string(b), is, becomes, 1))
}

// put replaces a file of the module, or adds one.
func (n *nextVersion) put(t *testing.T, file, text string) {
	t.Helper()
	standIn := filepath.Join(n.dir, fmt.Sprint(len(n.files), filepath.Ext(file)))
	if err := os.WriteFile(standIn, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	n.files[n.path(t, file)] = standIn
}
