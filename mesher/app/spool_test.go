package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// An event that the database can't take is answered all the same, and stored when
// the program has a database again. Until then its issue is unknown.
func TestTheDatabaseGoesAway(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, Config{DataDir: dir})
	before := uuid.New()
	p.send(t, eventOf(before))
	if err := p.store.Close(); err != nil {
		t.Fatal(err)
	}
	var during []uuid.UUID
	for range 20 {
		id := uuid.New()
		during = append(during, id)
		a := post(t, p.events(), eventOf(id), p.auth())
		if a.status != http.StatusAccepted || !strings.Contains(a.body, `"status":"accepted"`) || !strings.Contains(a.body, `"issue_id":null`) {
			t.Fatalf("answered %d %s", a.status, a.body)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.address.local.JoinPath("readyz").String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := do(r); err != nil || a.status != http.StatusOK {
		t.Errorf("it says that it is not ready: %d %s, %v", a.status, a.body, err)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	p.door, p.sys = nil, nil // stopped

	next := launch(t, Config{DataDir: dir})
	next.settle(t)
	mustBeStored(t, dir, append(during, before))
}
