package sqlstore

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

func TestTally(t *testing.T) {
	event := func(seconds int, level mesher.Level, user string) mesher.Record {
		return mesher.Record{Event: &mesher.Event{
			ReceivedAt: noon.Add(time.Duration(seconds) * time.Second), Level: level, User: &mesher.User{ID: user},
		}}
	}
	for name, test := range map[string]struct {
		records     []mesher.Record
		first, last int // seconds after noon
		level       mesher.Level
		users       int
	}{
		"one":          {[]mesher.Record{event(5, mesher.LevelInfo, "a")}, 5, 5, mesher.LevelInfo, 1},
		"in order":     {[]mesher.Record{event(1, mesher.LevelInfo, "a"), event(2, mesher.LevelFatal, "b")}, 1, 2, mesher.LevelFatal, 2},
		"out of order": {[]mesher.Record{event(2, mesher.LevelFatal, "a"), event(1, mesher.LevelInfo, "a")}, 1, 2, mesher.LevelFatal, 1},
		"at once":      {[]mesher.Record{event(1, mesher.LevelFatal, "a"), event(1, mesher.LevelInfo, "")}, 1, 1, mesher.LevelInfo, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var got tally
			for i, r := range test.records {
				if first := got.add(r); first != (i == 0) {
					t.Errorf("event %d is the first: %t", i, first)
				}
			}
			seconds := func(us int64) int { return int(fromMicros(us).Sub(noon).Seconds()) }
			if got.count != int64(len(test.records)) || seconds(got.first) != test.first || seconds(got.last) != test.last ||
				got.level != test.level || len(got.users) != test.users {
				t.Errorf("the tally is %+v, want %+v", got, test)
			}
		})
	}
	known := tally{exists: true}
	if known.add(event(0, mesher.LevelError, "")) {
		t.Error("an event of a known issue is its first")
	}
}
