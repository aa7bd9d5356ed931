package pgtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// findPrograms finds the folder with PostgreSQL's server programs, of the newest
// version: Debian has one for each version and none of them in the path.
func findPrograms() (folder string, ok bool) {
	newest := -1
	candidates, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is valid
	for _, bin := range candidates {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
		if err == nil && version > newest && isProgram(filepath.Join(bin, "initdb")) {
			folder, newest = bin, version
		}
	}
	if newest >= 0 {
		return folder, true
	}
	said, err := exec.Command("pg_config", "--bindir").Output()
	folder = strings.TrimSpace(string(said))
	return folder, err == nil && isProgram(filepath.Join(folder, "initdb"))
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
