package main

import (
	"os"
	"strings"
	"testing"
)

// Events sent to one installation are found in another that was filled from it,
// through a file or directly.
func TestExportAndImport(t *testing.T) {
	dir := t.TempDir()
	from, file := dir+"/from", dir+"/all.mshr"
	t.Setenv("MESHER_DATA_DIR", from)
	t.Setenv("MESHER_PASSWORD", "correct horse battery")
	ask(t, 0, "setup", "--email=ada@example.com", "--project=Shop")

	var out, in copied
	read(t, &out, "export", file, "--json")
	if out.Rows == 0 {
		t.Errorf("it exported %+v", out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	ask(t, 1, "export", file) // the file exists already

	read(t, &in, "import", file, "--data-dir="+dir+"/by-file", "--json")
	if in.Rows != out.Rows {
		t.Errorf("it imported %+v of %+v", in, out)
	}
	ask(t, 0, "import", "--from="+from+"/mesher.db", "--data-dir="+dir+"/straight")
	for _, to := range []string{"/by-file", "/straight"} {
		if out := ask(t, 0, "user", "list", "--data-dir="+dir+to); !strings.Contains(out, "ada@example.com") {
			t.Errorf("%s has the users\n%s", to, out)
		}
	}

	damaged, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged[len(damaged)/2] ^= 1
	if err := os.WriteFile(dir+"/damaged", damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"import", file}, // into a database in use
		{"import", dir + "/damaged", "--data-dir=" + dir + "/other"},
		{"import", dir + "/none", "--data-dir=" + dir + "/other"},
		{"import", "--from=" + dir + "/none.db", "--data-dir=" + dir + "/other"},
		{"import", "--data-dir=" + dir + "/other"},
		{"export", dir + "/none/all.mshr"},
	} {
		ask(t, 1, args...)
	}
}
