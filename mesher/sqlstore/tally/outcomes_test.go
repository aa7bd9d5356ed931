package tally

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestOutcomes(t *testing.T) {
	var tally Tally
	add := func(issue byte, project mesher.ProjectID, at time.Time, level mesher.Level) {
		tally.Add(uuid.UUID{issue}, mesher.Record{Event: &mesher.Event{ProjectID: project, ReceivedAt: at, Level: level}})
	}
	later := noon.Add(time.Hour)
	add(3, 2, noon, mesher.LevelError)
	add(1, 1, later, mesher.LevelError)
	add(1, 1, noon, mesher.LevelError)
	add(1, 1, noon, mesher.LevelInfo)
	add(2, 1, noon, mesher.LevelError)
	want := []mesher.OutcomeCount{
		{Project: 1, Hour: noon, Outcome: mesher.Stored, Events: 3},
		{Project: 1, Hour: later, Outcome: mesher.Stored, Events: 1},
		{Project: 2, Hour: noon, Outcome: mesher.Stored, Events: 1},
	}
	if got := tally.Outcomes(); !slices.Equal(got, want) {
		t.Errorf("the ledger is added %v, want %v", got, want)
	}
}
