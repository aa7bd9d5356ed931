package typed_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// RT-11: the compiler refuses what a process does not understand, and only that.
func TestCompilerRefuses(t *testing.T) {
	const dir, file = "./testdata/refused", "testdata/refused/refused.go"
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command: ", err)
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-gcflags=-e", dir).CombinedOutput()
	if _, ok := err.(*exec.ExitError); !ok {
		t.Fatalf("go build: %v, want a refusal\n%s", err, out)
	}
	for i, line := range strings.Split(string(source), "\n") {
		refused := strings.Contains(string(out), fmt.Sprintf("refused.go:%d:", i+1))
		if want := strings.HasSuffix(line, "// refused"); refused != want {
			t.Errorf("line %d, %s\nrefused: %v, want %v\n%s", i+1, strings.TrimSpace(line), refused, want, out)
		}
	}
}
