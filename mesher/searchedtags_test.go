package mesher

import (
	"maps"
	"testing"
)

func TestSearchedTags(t *testing.T) {
	own := map[string]string{"os": "linux"}
	for name, test := range map[string]struct {
		event Event
		want  map[string]string
	}{
		"none":             {Event{}, map[string]string{}},
		"its own":          {Event{Tags: own}, own},
		"and what else is": {Event{Tags: own, Environment: "prod", Release: "1"}, map[string]string{"os": "linux", "environment": "prod", "release": "1"}},
	} {
		if got := test.event.SearchedTags(); !maps.Equal(got, test.want) {
			t.Errorf("%s: the tags are %v, want %v", name, got, test.want)
		}
	}
	if len(own) != 1 {
		t.Error("the event's own tags were changed")
	}
}
