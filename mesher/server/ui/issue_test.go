package ui

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestIssuePage(t *testing.T) {
	page, _ := rendered(t, IssuePage{
		Frame: shopFrame,
		Issue: mesher.Issue{Number: 7, Title: "KeyError: id", Culprit: "cart in add", Status: mesher.Unresolved,
			EventCount: 2, UserCount: 1, LastSeen: now,
			Grouping: mesher.Explanation{Variant: "stack", Parts: []string{"KeyError", "cart add"}}},
		Event: &mesher.Event{
			ID: uuid.UUID{9}, ReceivedAt: now, Message: "id", Release: "shop@1", SDK: mesher.SDK{Name: "python", Version: "2"},
			Exceptions: []mesher.Exception{
				{Type: "OSError", Value: "disk"},
				{Type: "KeyError", Value: "id", Handled: new(false), Frames: []mesher.Frame{
					{Function: "main", Filename: "main.py", Line: 3},
					{Function: "add", Filename: "cart.py", Line: 8, PreContext: []string{"def add(i):"}, ContextLine: "  seen[i]",
						Vars: map[string]json.RawMessage{"i": json.RawMessage(`"x"`)}},
				}},
			},
			Breadcrumbs: []mesher.Breadcrumb{{Category: "first"}, {Category: "second", Timestamp: now}},
			Tags:        map[string]string{"os": "Linux", "arch": "arm64"},
			User:        &mesher.User{ID: "77"},
			Request:     &mesher.Request{Method: "GET", URL: "https://shop.example/cart"},
			Notes:       []mesher.Note{{Field: "tags.x", Reason: "too long"}},
		},
		Now: now,
	})
	checkTexts(t, page, map[string]string{
		"head title":          "SHOP-7 KeyError: id · Mesher",
		"h1":                  "KeyError: id",
		".figures dt":         "Events|User|First seen|Last seen",
		".figures dd":         "2|1|unknown|just now",
		".raised h2":          "KeyError unhandled|OSError",
		".cause":              "caused by",
		".function":           "add|main",
		".where":              "cart.py:8|main.py:3",
		"details[open] .here": "8 seen[i]",
		".source li":          "7def add(i):|8 seen[i]",
		".call .fields div":   "ix",
		".category":           "second|first",
		"aside h2":            "Activity|Why these events are one issue",
		".issue .meta span":   "SHOP-7|error|unresolved",
		".actions button":     "Resolve|Archive|Assign|Discard|Delete",
		".parts li":           "KeyError|cart add",
		".about h2":           "This event|Tags|User",
		".about .fields dd":   (uuid.UUID{9}).String() + "|shop@1|python 2|arm64|Linux|77",
		".story h2":           "KeyError unhandled|OSError|Breadcrumbs|Request|Corrected on arrival",
	})
}

func TestIssuePageWithoutEvents(t *testing.T) {
	page, _ := rendered(t, IssuePage{Frame: shopFrame, Issue: mesher.Issue{Title: "Old"}, Now: now})
	checkTexts(t, page, map[string]string{"h1": "Old", ".which": "", "aside h2": "Activity|Why these events are one issue"})
}

// What can be done to an issue goes with where it stands, and who has it is shown,
// be it somebody who left.
func TestActionsOnAnIssue(t *testing.T) {
	for _, c := range []struct {
		status        mesher.Status
		has           uuid.UUID
		buttons, name string
	}{
		{mesher.Unresolved, uuid.Nil, "Resolve|Archive|Assign|Discard|Delete", "Nobody"},
		{mesher.Resolved, adaMember.AccountID, "Open again|Assign|Discard|Delete", "Ada"},
		{mesher.Discarded, uuid.UUID{7}, "Open again|Assign|Discard|Delete", "somebody who left"},
	} {
		page, _ := rendered(t, IssuePage{Frame: shopFrame, Issue: mesher.Issue{Status: c.status, AssignedTo: c.has}, Members: []mesher.Member{adaMember}})
		checkTexts(t, page, map[string]string{".actions button": c.buttons, ".actions option[selected]": c.name})
		if got, want := page.One(t, ".actions").Attr("action"), "/issues/"+uuid.Nil.String(); got != want {
			t.Errorf("actions go to %q, want %q", got, want)
		}
	}
}

func TestFactsOfAnIssue(t *testing.T) {
	many := []mesher.ValueCount{{Value: "a b", Events: 90}, {Value: "", Events: 9}, {Value: "c", Events: 1}, {Value: "d"}, {Value: "e"}}
	page, _ := rendered(t, IssuePage{Frame: shopFrame, During: "24h", Now: now,
		Event: &mesher.Event{ID: uuid.UUID{3}}, Recent: []mesher.EventSummary{{ID: uuid.UUID{3}}, {ID: uuid.UUID{2}}},
		Volume: volumeOf(mesher.Hourly, 0, 3, 1),
		Facts: mesher.IssueFacts{FirstRelease: "1.0", LastRelease: "2.0", TagsOf: 100,
			Tags: []mesher.TagBreakdown{{Key: "os", Values: many}, {Key: "release", Values: many[:1]}}}})
	checkTexts(t, page, map[string]string{
		".release":                "1.0|2.0",
		".durings [aria-current]": "24 hours",
		".chart title":            "14 Mar 16:00: 3 events|14 Mar 17:00: 1 event",
		".chart figcaption span":  "14 Mar 15:00|14 Mar 16:00|14 Mar 17:00",
		"aside h2 .quiet":         "of the newest 100 events",
		"aside h3":                "os|release",
		".shares a":               "a b|(empty)|c|a b",
		".shares span":            "90%|9%|1%|100%",
		".shares + .quiet":        "",
		"aside section p.quiet":   "and 2 more|Nobody has done anything about it yet.",
		".which a":                "All events|Older event|This event alone",
	})
	for i, want := range map[int]string{0: "/projects/shop/issues?status=&tag=os%3Aa+b", 3: "/projects/shop/issues?release=a+b&status="} {
		if got := page.All(".shares a")[i].Attr("href"); got != want {
			t.Errorf("a value leads to %q, want %q", got, want)
		}
	}
	if got, want := page.One(t, ".which [rel]").Attr("href"), "/events/"+(uuid.UUID{2}).String(); got != want {
		t.Errorf("the older event is at %q, want %q", got, want)
	}
}

func TestCounted(t *testing.T) {
	for _, c := range []struct {
		of     int
		events int64
		want   string
	}{{1, 1, "its event"}, {2, 2, "all its events"}, {1, 2, "the newest 1 event"}, {250, 1000, "the newest 250 events"}} {
		p := IssuePage{Issue: mesher.Issue{EventCount: c.events}, Facts: mesher.IssueFacts{TagsOf: c.of}}
		if got := p.Counted(); got != c.want {
			t.Errorf("%d of %d: got %q, want %q", c.of, c.events, got, c.want)
		}
	}
}

func TestDeeds(t *testing.T) {
	ada, gone := mesher.Act{By: adaMember.AccountID, At: now.Add(-time.Hour)}, mesher.Act{By: uuid.UUID{7}, At: now}
	for _, c := range []struct {
		activity mesher.Activity
		want     string
	}{
		{mesher.Activity{Act: ada, Kind: "resolved"}, "Ada resolved it 1 h ago "},
		{mesher.Activity{Act: gone, Kind: "archived"}, "somebody who left archived it just now "},
		{mesher.Activity{Act: ada, Kind: "unresolved"}, "Ada opened it again 1 h ago "},
		{mesher.Activity{Act: mesher.Act{At: now}, Kind: mesher.Escalated}, "Mesher opened it again, as its events came far more often than before just now "},
		{mesher.Activity{Act: ada, Kind: mesher.Assigned, Data: json.RawMessage(`{"to":""}`)}, "Ada assigned it to nobody 1 h ago "},
		{mesher.Activity{Act: gone, Kind: mesher.Assigned, Data: json.RawMessage(`{"to":"` + adaMember.AccountID.String() + `"}`)}, "somebody who left assigned it to Ada just now "},
		{mesher.Activity{Act: ada, Kind: mesher.Commented, Data: json.RawMessage(`{"text":"I saw it"}`)}, "Ada said 1 h ago I saw it"},
		{mesher.Activity{Act: ada, Kind: mesher.Merged, Data: json.RawMessage(`{"issue_id":"x","title":"Other"}`)}, "Ada merged another issue into it 1 h ago Other"},
		{mesher.Activity{Act: ada, Kind: "painted", Data: json.RawMessage(`[`)}, "Ada painted 1 h ago "},
	} {
		d := (IssuePage{Members: []mesher.Member{adaMember}, Activity: []mesher.Activity{c.activity}, Now: now}).Deeds()[0]
		if got := fmt.Sprint(d.Who, " ", d.What, " ", d.At.Ago(), " ", d.Text); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
