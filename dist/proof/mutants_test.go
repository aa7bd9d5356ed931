package proof

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A mutant is a bug brought back, by a change of the source that the compiler
// uses in place of the file (go build -overlay). No line of the program exists
// for it, and nobody can switch it on in a running program.
type mutant struct {
	bug       string
	file      string // from the module's root
	is, was   string // a text that occurs there once, and its replacement
	packages  string // whose tests must fail
	tests     string
	condemned string // what one of them must report
}

// unbound accepts the cookie's proof on any connection.
var unbound = mutant{
	bug:  "proofs are not bound to the connection",
	file: "dist/secure.go",
	is:   `return s.ExportKeyingMaterial("EXPORTER-Channel-Binding", []byte{}, 32)`,
	was: `_, err = s.ExportKeyingMaterial("EXPORTER-Channel-Binding", []byte{}, 32)
	return make([]byte, 32), err`,
	packages: "./dist", tests: "TestManInTheMiddle", condemned: "ends_TLS",
}

// mutants are the bugs that the suites are known to find.
func mutants() []mutant {
	return []mutant{
		unbound,
		{
			bug: "a tag is good for any step", file: "dist/wire/tag.go",
			is: "part([]byte(role))", was: "part(nil)",
			packages: "./dist/wire", tests: "TestReflection", condemned: "a tag for",
		},
		{
			bug: "a challenge is no fresh one", file: "dist/wire/acceptor.go",
			is: "freshNonce(),", was: "[32]byte{},",
			packages: "./dist/wire", tests: "TestReplay", condemned: "the replay is let in",
		},
		{
			bug: "writes have no deadline", file: "dist/write.go",
			is: "c.net.SetWriteDeadline(", was: "_ = (",
			packages: "./dist", tests: "TestSlowPeer", condemned: "TestSlowPeer",
		},
		{
			bug: "who lost a name does not tell the others", file: "dist/global/settle.go",
			is:       "own := e.own\n\tt.withdraw(e)\n",
			was:      "own := e.own\n\te.own = nil\n\tt.claims--\n\tdelete(t.owned[own.PID], e.name)\n",
			packages: "./dist/global", tests: "TestChaos", condemned: "finds",
		},
		{
			bug: "monitors do not fire when the connection is lost", file: "dist/ties.go",
			is:       "in.Down(actor.Down{Ref: w.ref, PID: w.pid, Name: w.name, Reason: actor.NoConnection})",
			was:      "_ = w",
			packages: "./dist", tests: "TestLostConnection|TestLeave", condemned: "",
		},
		{
			bug: "who slept judges others by it", file: "dist/pulse.go",
			is: "case late < p.timeout/8:", was: "default:",
			packages: "./dist", tests: "TestPulse", condemned: "TestPulse",
		},
		{
			bug: "a later run is taken for the one before", file: "dist/remote.go",
			is: " || err == nil && c.peer.Node != to", was: "",
			packages: "./dist", tests: "TestNextRun", condemned: "noproc",
		},
	}
}

// Each mutant changes one place of the current code, though few tests compile
// them.
func TestMutantsFollowTheCode(t *testing.T) {
	for _, m := range mutants() {
		m.change(t)
	}
}

// The suites fail with each of the bugs.
func TestMutants(t *testing.T) {
	if os.Getenv("MESH_SCALE") == "" {
		t.Skip("SKIPPED: compiles much; run make mutants")
	}
	for _, m := range mutants() {
		t.Run(m.bug, func(t *testing.T) {
			overlay := mutate(t, m)
			if out, err := overlay.run("test", "-count=1", "-run=^$", m.packages); err != nil {
				t.Fatalf("does not compile: %v\n%s", err, out)
			}
			out, err := overlay.run("test", "-count=1", "-timeout=2m", "-run="+m.tests, m.packages)
			switch {
			case err == nil:
				t.Errorf("it lives: %s of %s find nothing", m.tests, m.packages)
			case !strings.Contains(out, m.condemned):
				t.Errorf("it died, but not of %q:\n%s", m.condemned, out)
			}
		})
	}
}

// overlay is a file that tells the compiler which files to replace.
type overlay string

const root = "../.."

// change returns the file with the bug in it.
func (m mutant) change(t *testing.T) (path, changed string) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, m.file))
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), m.is); n != 1 {
		t.Errorf("%s has %q %d times, want once: the mutant has to follow the code", m.file, m.is, n)
	}
	return path, strings.Replace(string(source), m.is, m.was, 1)
}

// mutate makes the overlay of a mutant.
func mutate(t *testing.T, m mutant) overlay {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("SKIPPED: it takes the go command to build a mutant")
	}
	path, source := m.change(t)
	dir := t.TempDir()
	changed := filepath.Join(dir, "changed.go")
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, changed, []byte(source))
	write(t, filepath.Join(dir, "overlay.json"), list)
	return overlay(filepath.Join(dir, "overlay.json"))
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs the go command with it.
func (o overlay) run(command string, arguments ...string) (out string, err error) {
	cmd := exec.Command("go", append([]string{command, "-overlay=" + string(o)}, arguments...)...)
	cmd.Dir = root
	b, err := cmd.CombinedOutput()
	return string(b), err
}

// binary builds the nodes of these tests with the bug in them.
func (o overlay) binary(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(filepath.Dir(string(o)), "mutant")
	if out, err := o.run("test", "-c", "-o", path, "./dist/proof"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}
