package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/app"
)

// Commands manage an installation that is not running.
func TestDesk(t *testing.T) {
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	t.Setenv("MESHER_PASSWORD", "correct horse battery")
	t.Setenv("MESHER_PUBLIC_URL", "https://errors.example.com")
	var installed app.Installed
	read(t, &installed, "setup", "--email=ada@example.com", "--org=Engines", "--project=Shop", "--json")
	if installed.DSN != "https://"+installed.Key+"@errors.example.com/1" || !strings.HasPrefix(installed.APIToken, "mshu_") || installed.OrgID == "" {
		t.Errorf("it was set up as %+v", installed)
	}

	var made struct{ Slug, DSN, Key string }
	read(t, &made, "project", "create", "--name=Web Shop", "--json")
	if made.Slug != "web-shop" || made.DSN != "https://"+made.Key+"@errors.example.com/2" {
		t.Errorf("the project is %+v", made)
	}
	if out := ask(t, 0, "project", "list"); !strings.Contains(out, "shop") || !strings.Contains(out, "Web Shop") {
		t.Errorf("the projects are\n%s", out)
	}

	var k listedKey
	read(t, &k, "key", "create", "--project=web-shop", "--label=browser", "--json")
	if !strings.Contains(k.DSN, k.Value) || !k.Good {
		t.Errorf("the key is %+v", k)
	}
	ask(t, 0, "key", "revoke", k.ID.String())
	if out := ask(t, 0, "key", "list", "--project=web-shop"); strings.Count(out, "good") != 1 || strings.Count(out, "revoked") != 1 {
		t.Errorf("the keys are\n%s", out)
	}
	for _, args := range [][]string{
		{"key", "revoke", "x"}, {"key", "create", "--project=none"}, {"project", "create", "--name=Shop"},
		{"project", "create", "--name=日本"}, {"setup", "--email=eve@example.com"},
	} {
		ask(t, 1, args...)
	}
}

// A DSN that is made before the server starts leads to the port on which it is to
// start.
func TestDeskBeforeTheServer(t *testing.T) {
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	t.Setenv("MESHER_PASSWORD", "correct horse battery")
	var installed app.Installed
	read(t, &installed, "setup", "--email=ada@example.com", "--org=Engines", "--project=Shop", "--json")
	for _, port := range []string{"8080", "9000"} { // the first is what it is by itself
		var k listedKey
		read(t, &k, "key", "create", "--project=shop", "--json")
		if want := "http://" + k.Value + "@localhost:" + port + "/1"; k.DSN != want {
			t.Errorf("the DSN is %s, want %s", k.DSN, want)
		}
		t.Setenv("MESHER_HTTP_PORT", "9000")
	}
}

// A command in the wrong folder is told so, and leaves nothing behind.
func TestDeskWithoutInstallation(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	t.Setenv("MESHER_DATA_DIR", folder)
	for _, args := range [][]string{{"key", "list"}, {"project", "list"}, {"user", "list"}, {"user", "remove", "ada@example.com"}, {"project", "create", "--name=Shop"}} {
		ask(t, 1, args...)
		var stderr bytes.Buffer
		if run(args, io.Discard, &stderr); !strings.Contains(stderr.String(), "no installation in "+folder) {
			t.Errorf("mesher %v: %s", args, &stderr)
		}
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a folder: %v", err)
	}
}

// read reads the JSON answer of a command.
func read(t *testing.T, into any, args ...string) {
	t.Helper()
	if out := ask(t, 0, args...); json.Unmarshal([]byte(out), into) != nil {
		t.Fatalf("%v answers %s", args, out)
	}
}
