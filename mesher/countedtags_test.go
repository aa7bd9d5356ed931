package mesher

import (
	"maps"
	"testing"
)

func TestCountedTags(t *testing.T) {
	e := Event{Environment: "prod", Release: "1", Tags: map[string]string{"os": "Linux", "request": "7f"}}
	want := map[string]string{"environment": "prod", "release": "1", "os": "Linux"}
	if got := maps.Collect(e.CountedTags()); !maps.Equal(got, want) {
		t.Errorf("counted are %v, want %v", got, want)
	}
	for key := range want {
		if !IsCounted(key) {
			t.Errorf("%s is not counted", key)
		}
	}
	for range e.CountedTags() {
		break // whoever has seen enough may stop
	}
}
