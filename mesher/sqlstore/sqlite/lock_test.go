package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

func TestOpenWaitsWhileAnotherOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	release, err := lockSchema(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Open(short, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v, want one that says the wait was too long", err)
	}
	release()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}
