package tally

import (
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestTags(t *testing.T) {
	var tally Tally
	add := func(issue byte, at time.Time, release string) *Issue {
		return tally.Add(uuid.UUID{issue}, mesher.Record{Event: &mesher.Event{ProjectID: 1, ReceivedAt: at, Release: release}})
	}
	later := noon.Add(59 * time.Minute)
	a := add(1, later, "2")
	add(1, noon, "2")
	b := add(2, noon, "2")
	add(2, noon, "")

	if got, want := maps.Collect(tally.TagHours()), (map[TagHour]int64{{1, "release", "2", noon}: 3}); !maps.Equal(got, want) {
		t.Errorf("the hours of tags are %v, want %v", got, want)
	}
	if got, want := maps.Collect(tally.Minutes()), (map[Minute]int64{{1, noon}: 3, {1, later}: 1}); !maps.Equal(got, want) {
		t.Errorf("the minutes are %v, want %v", got, want)
	}
	values := map[Value]Span{{a, "release", "2"}: {2, noon, later}, {b, "release", "2"}: {1, noon, noon}}
	if got := maps.Collect(tally.Values()); !maps.Equal(got, values) {
		t.Errorf("the values are %v, want %v", got, values)
	}
}
