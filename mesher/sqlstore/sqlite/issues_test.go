package sqlite

import "testing"

// Of events received in the same microsecond the one stored later is the newest,
// and sets the issue's level.
func TestLatestEventOfOneMoment(t *testing.T) {
	s := openBootstrapped(t)
	batch := records(20)
	issue := write(t, s, batch...)[0].IssueID
	e, err := s.LatestEvent(t.Context(), issue)
	if want := batch[len(batch)-1].Event.ID; err != nil || e.ID != want {
		t.Errorf("the latest event is %+v, want %s: %v", e, want, err)
	}
}

// A damaged payload is an error, never half an event.
func TestDamagedPayload(t *testing.T) {
	s := openBootstrapped(t)
	issue := write(t, s, records(1)...)[0].IssueID
	if _, err := s.writer.Exec(`UPDATE events SET payload = x'0102'`); err != nil {
		t.Fatal(err)
	}
	if e, err := s.LatestEvent(t.Context(), issue); err == nil {
		t.Errorf("a damaged payload became %+v", e)
	}
}
