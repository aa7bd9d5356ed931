package ui

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestEventPage(t *testing.T) {
	event := mesher.StoredEvent{Event: &mesher.Event{ID: uuid.UUID{2}, ReceivedAt: now, Timestamp: now.Add(-time.Hour), Level: mesher.LevelError,
		Message: "disk full", Tags: map[string]string{"os": "Linux"}, Sent: []byte("{}")}, NextID: uuid.UUID{3}}
	p := EventPage{Frame: shopFrame, Issue: mesher.Issue{ID: uuid.UUID{1}, Number: 7, Title: "Disk"}, Event: event, Now: now}
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{
		"head title":      "Event of SHOP-7 Disk · Mesher",
		"h1":              "Disk",
		".story .message": "disk full",
		".which a":        "All events|Newer event|JSON|As it was sent",
		"aside h2":        "This event|Tags",
		"aside p":         "Its program dates it 14 March 2026, 14:09:26.000 UTC.",
	})
	for selector, want := range map[string]string{
		".which [rel]": "/events/" + (uuid.UUID{3}).String(),
		"h1 a":         "/issues/" + (uuid.UUID{1}).String(),
		"aside dd a":   "/projects/shop/issues?status=&tag=os%3ALinux",
	} {
		if got := page.One(t, selector).Attr("href"); got != want {
			t.Errorf("%s leads to %q, want %q", selector, got, want)
		}
	}

	p.Event.Event = &mesher.Event{ID: uuid.UUID{2}, ReceivedAt: now, Timestamp: now.Add(-time.Second)}
	p.Event.NextID, p.Event.PrevID = uuid.Nil, uuid.UUID{1}
	page, _ = rendered(t, p)
	checkTexts(t, page, map[string]string{".which a": "All events|Older event|JSON", "aside p": ""})
}

func TestEventsPage(t *testing.T) {
	p := EventsPage{Frame: shopFrame, Issue: mesher.Issue{ID: uuid.UUID{1}, Number: 7, Title: "Disk"}, Now: now, Further: true,
		Events: []mesher.EventSummary{
			{ID: uuid.UUID{3}, Message: "full", ReceivedAt: now, Tags: map[string]string{"environment": "test", "release": "2"}},
			{ID: uuid.UUID{2}, Level: mesher.LevelFatal, ReceivedAt: now.Add(-time.Hour)},
		}, Next: &mesher.Cursor{Value: 5, ID: uuid.UUID{2}}}
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{
		".events time": "14 Mar 2026 15:09:26|14 Mar 2026 14:09:26", ".events a": "full|Disk", ".events .level": "error|fatal", ".events .quiet": "test 2|",
		".pages a": "Newest events|Older events",
	})
	list := "/issues/" + p.Issue.ID.String() + "/events"
	if got, want := page.One(t, ".pages [rel]").Attr("href"), list+"?cursor=5&cursor_id="+(uuid.UUID{2}).String(); got != want {
		t.Errorf("older: got %q, want %q", got, want)
	}
	p.Events, p.Next = nil, nil
	page, _ = rendered(t, p)
	checkTexts(t, page, map[string]string{".nothing": "There are no more events.", ".pages a": "Newest events"})
	p.Further = false
	page, _ = rendered(t, p)
	checkTexts(t, page, map[string]string{".nothing": "The events of this issue are older than this project keeps them.", ".pages": ""})
}
