package conformance_test

import (
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/conformance"
)

// Two processes of one system keep the contract.
func TestLocal(t *testing.T) {
	conformance.Run(t, conformance.Harness{Start: func(t *testing.T) (a, b *actor.System) {
		sys := actortest.NewSystem(t)
		return sys, sys
	}})
}

// Every statement that a single node can keep is in the contract, and its number
// is found where it is said to be proved.
func TestStatements(t *testing.T) {
	stated := map[int]conformance.Statement{}
	for _, s := range conformance.Statements() {
		stated[s.Number] = s
	}
	for n := 1; n <= 59; n++ {
		if 37 < n && n != 55 && n < 57 { // many nodes, or mailboxes with bounds
			continue
		}
		s, ok := stated[n]
		if !ok || s.Text == "" {
			t.Errorf("S%d is not stated", n)
			continue
		}
		if s.Where == "runtime/conformance" {
			continue // statements of this package are run
		}
		if !mentioned(t, "../../"+s.Where, "S"+strconv.Itoa(n)) {
			t.Errorf("no test in %s names S%d: %s", s.Where, n, s.Text)
		}
	}
}

// mentioned reports whether a test in a folder contains a word.
func mentioned(t *testing.T, dir, word string) (found bool) {
	t.Helper()
	tests, err := fs.Glob(os.DirFS(dir), "*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`\b` + word + `\b`)
	for _, name := range tests {
		source, err := os.ReadFile(dir + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		found = found || want.Match(source)
	}
	return found
}
