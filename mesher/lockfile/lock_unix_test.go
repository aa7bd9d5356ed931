//go:build unix

package lockfile

import (
	"syscall"
	"testing"
)

// A program being started while the folder is released has a copy of the lock's
// file for a moment: that does no harm.
func TestACopyOfTheFileIsNoLock(t *testing.T) {
	folder := t.TempDir()
	first, err := Take(folder)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := syscall.Dup(int(first.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(copied)
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := Take(folder)
	if err != nil {
		t.Fatalf("after the first gave it back: %v", err)
	}
	if err := second.Release(); err != nil {
		t.Error(err)
	}
}
