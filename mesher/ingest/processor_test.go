package ingest

import (
	"strings"
	"testing"
)

// No event we know makes our code panic; this is what happens to one that does.
func TestShielded(t *testing.T) {
	err := shielded(func() error { panic("boom") })
	if err == nil || !strings.Contains(err.Error(), "boom") || !strings.Contains(err.Error(), "TestShielded") {
		t.Errorf("got %v, want the panic and its stack", err)
	}
	if err := shielded(func() error { return nil }); err != nil {
		t.Error(err)
	}
}
