package lockfile_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/mesh-actors/mesh/mesher/lockfile"
)

// asHolder names the variable that makes the test program lock the folder in its
// value, and keep it until its input ends.
const asHolder = "LOCKFILE_TEST_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(asHolder); folder != "" {
		_, err := lockfile.Take(folder)
		fmt.Println("took it:", err)
		os.Stdin.Read(make([]byte, 1))
		return
	}
	os.Exit(m.Run())
}

func TestOneAtATime(t *testing.T) {
	folder := t.TempDir()
	first, err := lockfile.Take(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockfile.Take(folder); !errors.Is(err, lockfile.ErrTaken) {
		t.Errorf("the second got %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := lockfile.Take(folder)
	if err != nil {
		t.Fatalf("after the first gave it back: %v", err)
	}
	if err := errors.Join(first.Release(), second.Release()); err != nil {
		t.Error(err)
	}
}

// A kill gives the folder back.
func TestTheLockEndsWithItsHolder(t *testing.T) {
	folder := t.TempDir()
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), asHolder+"="+folder)
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, 64)
	n, err := out.Read(said)
	if got := string(said[:n]); err != nil || got != "took it: <nil>\n" {
		t.Fatalf("the holder said %q, %v", got, err)
	}
	if _, err := lockfile.Take(folder); !errors.Is(err, lockfile.ErrTaken) {
		t.Errorf("while another program has it: %v", err)
	}
	holder.Process.Kill()
	holder.Wait()
	l, err := lockfile.Take(folder)
	if err != nil {
		t.Fatalf("after a kill: %v", err)
	}
	l.Release()
}

func TestNoFolder(t *testing.T) {
	if _, err := lockfile.Take(t.TempDir() + "/nowhere"); err == nil || errors.Is(err, lockfile.ErrTaken) {
		t.Errorf("got %v", err)
	}
}
