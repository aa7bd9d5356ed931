package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
)

// What a check may expect of the ledger. Stored events are always in it; a killed
// program loses its refusals since its last entry; whatever happens to a server,
// nothing is missing and nothing is counted twice.
type ledger bool

const (
	ledgerIsWhole ledger = true
	ledgerMayErr  ledger = false
)

// drainsWithin is how long events in the spool may take to be stored, once the
// database is back.
const drainsWithin = 30 * time.Second

// check compares the database with the answers that clients got, once the spool
// is empty.
func (s *scene) check(t *testing.T, expect ledger) {
	t.Helper()
	began := time.Now()
	until(t, "the spool is drained", func() bool {
		waiting, err := filepath.Glob(filepath.Join(s.dataDir, "spool", "*.spool"))
		return err == nil && len(waiting) == 0
	})
	if took := time.Since(began); took > drainsWithin {
		t.Errorf("what waited in the spool was stored after %v", took)
	}
	rows := s.count(t, `SELECT count(*) FROM events`)
	if ids := s.count(t, `SELECT count(DISTINCT event_id) FROM events`); ids != rows {
		t.Errorf("%d events are stored as %d rows", ids, rows)
	}
	if counted := s.count(t, `SELECT coalesce(sum(event_count), 0) FROM issues`); counted != rows {
		t.Errorf("%d rows are counted as %d", rows, counted)
	}
	answered := make([][16]byte, len(s.load.answered))
	for i, id := range s.load.answered {
		answered[i] = uuid.UUID(id)
	}
	found := s.count(t, `SELECT count(DISTINCT event_id) FROM events WHERE event_id = ANY($1::uuid[])`, answered)
	if found != len(answered) {
		t.Errorf("of %d events that were answered %d are stored", len(answered), found)
	}
	told := len(answered) + len(s.load.refused) + s.count(t, `SELECT count(*) FROM quarantine`)
	if stored := s.outcomes(t, "stored"); stored != rows {
		t.Errorf("the ledger has %d of %d events that are stored", stored, rows)
	}
	if expect == ledgerIsWhole {
		until(t, "the ledger has all", func() bool { return s.outcomes(t, "%") == told })
	}
	t.Logf("%d answered, %d refused, %d without an answer; %d stored; the ledger has %d, %d of them stored",
		len(answered), len(s.load.refused), s.load.lost, rows, s.outcomes(t, "%"), s.outcomes(t, "stored"))
}

func (s *scene) outcomes(t *testing.T, outcome string) int {
	t.Helper()
	return s.count(t, `SELECT coalesce(sum(events), 0) FROM outcomes WHERE outcome LIKE $1`, outcome)
}
