package tally

import (
	"testing"
	"time"

	"github.com/google/uuid"

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
			var (
				tally Tally
				issue *Issue
			)
			for i, r := range test.records {
				if issue = tally.Add(uuid.UUID{1}, r); issue.Events != int64(i+1) {
					t.Errorf("after %d events the issue counts %d", i+1, issue.Events)
				}
			}
			seconds := func(at time.Time) int { return int(at.Sub(noon).Seconds()) }
			if seconds(issue.First) != test.first || seconds(issue.Last) != test.last || issue.Level != test.level || len(issue.Users) != test.users {
				t.Errorf("the tally is %+v, want %+v", issue, test)
			}
			if got := tally.Issues(); len(got) != 1 || got[0] != issue {
				t.Errorf("the issues are %v, want the one", got)
			}
		})
	}
}

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
