package tally

import (
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestHours(t *testing.T) {
	var tally Tally
	add := func(issue byte, project mesher.ProjectID, at time.Time, level mesher.Level) *Issue {
		return tally.Add(uuid.UUID{issue}, mesher.Record{Event: &mesher.Event{ProjectID: project, ReceivedAt: at, Level: level}})
	}
	end := noon.Add(time.Hour - time.Microsecond)
	a := add(1, 1, noon, mesher.LevelError)
	add(1, 1, end, mesher.LevelError)
	add(1, 1, end, mesher.LevelInfo)
	add(1, 1, end.Add(time.Microsecond), mesher.LevelError)
	b := add(2, 1, noon.In(time.FixedZone("east", 5400)), mesher.LevelError)
	c := add(3, 2, noon, mesher.LevelError)

	first, second := Hour{noon, mesher.LevelError}, Hour{noon.Add(time.Hour), mesher.LevelError}
	info := Hour{noon, mesher.LevelInfo}
	issues := map[IssueHour]int64{{a, first}: 2, {a, info}: 1, {a, second}: 1, {b, first}: 1, {c, first}: 1}
	if got := maps.Collect(tally.IssueHours()); !maps.Equal(got, issues) {
		t.Errorf("the hours of issues are %v, want %v", got, issues)
	}
	projects := map[ProjectHour]int64{{1, first}: 3, {1, info}: 1, {1, second}: 1, {2, first}: 1}
	if got := maps.Collect(tally.ProjectHours()); !maps.Equal(got, projects) {
		t.Errorf("the hours of projects are %v, want %v", got, projects)
	}
}
