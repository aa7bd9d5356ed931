package ui

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestDashboardPage(t *testing.T) {
	issue := mesher.Issue{ID: uuid.UUID{1}, Number: 2, Title: "KeyError: id", Culprit: "cart", Level: mesher.LevelFatal, LastSeen: now.Add(-time.Minute)}
	page, _ := rendered(t, DashboardPage{
		Frame: Frame{Project: shopFrame.Project, Section: Dashboard}, During: "14d", Now: now,
		Health: mesher.Health{Unresolved: 12345, Events24h: 7, NewToday: 1},
		Volume: volumeOf(mesher.Daily, 30, 0, 70),
		Levels: []mesher.LevelCount{{Level: mesher.LevelError, Events: 90}, {Level: mesher.LevelFatal, Events: 10}},
		Top:    []mesher.IssueCount{{Issue: issue, Events: 25}},
		Tags: []TagValues{
			{"environment", mesher.TagCounts{Values: []mesher.ValueCount{{Value: "prod", Events: 50}}}},
			{"mine", mesher.TagCounts{Values: []mesher.ValueCount{{Value: "1", Events: 1}}, Of: 2}},
			{"os", mesher.TagCounts{}},
		},
	})
	checkTexts(t, page, map[string]string{
		"head title":               "Dashboard of Shop · Mesher",
		"h1":                       "Dashboard",
		".sections [aria-current]": "Dashboard",
		".durings [aria-current]":  "14 days",
		".figures dt":              "Unresolved issues|New today|Events in 24 hours",
		".figures dd":              "12.3k|1|7",
		"section h2":               "100 events in 3 days|Unresolved issues with the most events|Levels|environment|mine",
		".chart title":             "14 Mar: 30 events|16 Mar: 70 events",
		".top-issues .title":       "KeyError: id",
		".top-issues .number":      "25 25%",
		".top-issues .meta span":   "fatal|SHOP-2|cart",
		".shares a":                "error|fatal|prod|1",
		".shares span":             "90%|10%|50%|50%",
	})
	for i, want := range []string{
		"/projects/shop/issues?level=error&status=", "/projects/shop/issues?level=fatal&status=",
		"/projects/shop/issues?environment=prod&status=", "/projects/shop/issues?status=&tag=mine%3A1",
	} {
		if got := page.All(".shares a")[i].Attr("href"); got != want {
			t.Errorf("a share leads to %q, want %q", got, want)
		}
	}
}

func TestDashboardsWithLittle(t *testing.T) {
	page, _ := rendered(t, DashboardPage{Frame: shopFrame, Volume: volumeOf(mesher.Hourly, 0, 0, 0)})
	checkTexts(t, page, map[string]string{".nothing": "There were no events in this time.", ".top-issues": "", ".chart g": ""})

	page, _ = rendered(t, DashboardPage{Frame: shopFrame, Volume: volumeOf(mesher.Hourly, 1)})
	checkTexts(t, page, map[string]string{".nothing": "", ".top-issues .quiet": "All that happened is settled."})
}
