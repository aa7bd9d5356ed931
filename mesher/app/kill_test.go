package app

import (
	"testing"

	"github.com/google/uuid"
)

// ING-08: the program is killed in the middle of its work, again and again.
// Answered events are there when it comes back, once.
func TestTheProgramIsKilledUnderLoad(t *testing.T) {
	dir := t.TempDir()
	var answered []uuid.UUID
	for range 3 {
		server := startServer(t, settings{dataDir: dir})
		l := server.under(t, 8)
		l.await(200)
		server.kill(t)
		l.stop()
		for _, a := range l.refused {
			t.Errorf("refused with %d: %s", a.status, a.body)
		}
		answered = append(answered, l.answered...)
	}
	launch(t, Config{DataDir: dir}).settle(t) // it starts again, and repairs what was left half done
	mustBeStored(t, dir, answered)
}
