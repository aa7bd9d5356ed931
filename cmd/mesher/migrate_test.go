package main

import (
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/app"
)

func TestMigrate(t *testing.T) {
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	if out := ask(t, 1, "migrate", "--check"); !strings.Contains(out, "to be taken: 00001_") {
		t.Errorf("before, it says %s", out)
	}
	var before app.Schema
	read(t, &before, "migrate", "--json")
	if before.Version != 0 || before.Latest == 0 || len(before.Pending) == 0 {
		t.Errorf("it did %+v", before)
	}
	if out := ask(t, 0, "migrate", "--check"); strings.Contains(out, "taken") {
		t.Errorf("after, it says %s", out)
	}
	var again app.Schema
	read(t, &again, "migrate", "--json")
	if again.Version != before.Latest || len(again.Pending) > 0 {
		t.Errorf("again, it did %+v", again)
	}
}
