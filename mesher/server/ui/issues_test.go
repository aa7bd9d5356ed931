package ui

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

var adaMember = mesher.Member{AccountID: uuid.UUID{0xa}, Name: "Ada", Email: "ada@example.com"}

// asked reads what an address asks for.
func asked(t *testing.T, query string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func listOf(t *testing.T, query string) htmltest.Node {
	t.Helper()
	page, _ := rendered(t, IssuesPage{Frame: shopFrame, Asked: asked(t, query), Now: now,
		Issues:  []mesher.Issue{{ID: uuid.UUID{1}, Number: 1, Title: "Slow", Status: mesher.Unresolved}},
		Members: []mesher.Member{{AccountID: uuid.UUID{0xe}, Email: "eve@example.com"}, adaMember}, Me: adaMember.AccountID,
		Environments: []string{"production"}, Releases: []string{"shop@1"}})
	return page
}

func TestIssuesPage(t *testing.T) {
	trend := Volume{Step: mesher.Hourly, Buckets: []mesher.Bucket{{Start: now, Events: 1}, {Start: now.Add(time.Hour), Events: 4}}}
	page, _ := rendered(t, IssuesPage{
		Frame: shopFrame,
		Asked: asked(t, "status="),
		Issues: []mesher.Issue{
			{ID: uuid.UUID{1}, Number: 2, Title: "KeyError: id", Culprit: "cart in add", Level: mesher.LevelFatal,
				Status: mesher.Unresolved, EventCount: 12345, UserCount: 1, Regressed: true, AssignedTo: adaMember.AccountID,
				FirstSeen: now.Add(-48 * time.Hour), LastSeen: now.Add(-time.Minute)},
			{ID: uuid.UUID{2}, Number: 1, Title: "Slow", Level: mesher.LevelWarning, Status: mesher.Archived, AssignedTo: uuid.UUID{9}},
		},
		Trends:  []Volume{trend, {Step: mesher.Hourly}},
		Members: []mesher.Member{adaMember},
		Next:    &mesher.Cursor{Value: 5, ID: uuid.UUID{2}},
		Now:     now,
	})
	checkTexts(t, page, map[string]string{
		"title":            "Issues of Shop · Mesher",
		"h1":               "Issues",
		".issues .title":   "KeyError: id|Slow",
		".issues .level":   "fatal|warning",
		".issues .badge":   "regressed|archived",
		".issues .culprit": "cart in add",
		".assignee":        "Ada|somebody who left",
		"thead .trend":     "2 hours",
		"td.number":        "12.3k|1|0|0",
		"td.time":          "2 days ago|1 min ago|unknown|unknown",
		"tr .meta span":    "fatal|SHOP-2|regressed|Ada|cart in add|warning|SHOP-1|archived|somebody who left",
	})
	if got, want := page.All(".issues .title")[0].Attr("href"), "/issues/"+(uuid.UUID{1}).String(); got != want {
		t.Errorf("link: got %q, want %q", got, want)
	}
	if got, want := page.One(t, ".pages [rel]").Attr("href"), "/projects/shop/issues?status=&cursor=5&cursor_id="+(uuid.UUID{2}).String(); got != want {
		t.Errorf("next: got %q, want %q", got, want)
	}
	if got, want := page.All("time")[1].Attr("title"), "14 March 2026, 15:08:26.000 UTC"; got != want {
		t.Errorf("exact time: got %q, want %q", got, want)
	}
	if got, want := page.One(t, "svg").Attr("aria-label"), "5 events in 2 hours, at most 4 (14 Mar 16:09)"; got != want {
		t.Errorf("the trend is called %q, want %q", got, want)
	}
}

// A full page is read on a slow line as well.
func TestTheListIsLight(t *testing.T) {
	p := IssuesPage{Frame: shopFrame, Asked: asked(t, "status=unresolved"), Now: now, Members: []mesher.Member{adaMember}}
	for i := range mesher.DefaultPage {
		p.Issues = append(p.Issues, mesher.Issue{Number: int64(i), Title: strings.Repeat("TypeError ", 12), Culprit: strings.Repeat("cart.add ", 8),
			Status: mesher.Archived, Regressed: true, AssignedTo: adaMember.AccountID, EventCount: 12345, FirstSeen: now, LastSeen: now})
		var hours []int64
		for hour := range 24 {
			hours = append(hours, int64(hour*i+1))
		}
		p.Trends = append(p.Trends, volumeOf(mesher.Hourly, hours...))
	}
	if _, text := rendered(t, p); len(text) > 50<<10 {
		t.Errorf("it has %d bytes, want 50 KB at most", len(text))
	}
}

// What the list can be asked for stands in its address, and on the page.
func TestFilters(t *testing.T) {
	page := listOf(t, "status=archived&q=a+b&environment=test&assigned_to="+adaMember.AccountID.String()+"&sort=users&cursor=1&cursor_id=x")
	checkFields(t, page, map[string]string{"q": "a b", "status": "archived", "release": "", "tag": ""})
	checkTexts(t, page, map[string]string{
		".filters option[selected]": "test|At any time|All levels|Ada (me)|Users", // test, though nobody offers it
		".tabs [aria-current]":      "Archived",
		"summary b":                 "1",
		"th[aria-sort]":             "Users",
		".tabs .clear":              "Clear filters",
	})
	var links []string
	for _, a := range append(page.All(".tabs a"), page.All("thead a")...) {
		links = append(links, a.Attr("href"))
	}
	const filters = "assigned_to=0a000000-0000-0000-0000-000000000000&environment=test&q=a+b"
	for _, want := range []string{
		"/projects/shop/issues?" + filters + "&sort=users&status=", // all
		"/projects/shop/issues?" + filters + "&sort=users&status=resolved",
		"/projects/shop/issues?" + filters + "&sort=events&status=archived",
		"/projects/shop/issues?status=archived",
	} {
		if !slices.Contains(links, want) {
			t.Errorf("no link to %s among %q", want, links)
		}
	}
}

func TestAListThatIsNotFiltered(t *testing.T) {
	page := listOf(t, "status=unresolved")
	checkTexts(t, page, map[string]string{".clear": "", "summary b": "", ".tabs [aria-current]": "Unresolved", "th[aria-sort]": "Last seen", "details[open]": ""})
}

// What is done to issues comes back to the same page of the same list.
func TestWhatCanBeDoneToIssues(t *testing.T) {
	page := listOf(t, "status=&done=resolve:3&cursor=5&cursor_id=x")
	form := page.One(t, "form.picking")
	if got, want := form.Attr("action"), "/projects/shop/issues?cursor=5&cursor_id=x&status="; got != want || form.Attr("method") != "post" {
		t.Errorf("it goes by %s to %q, want %q", form.Attr("method"), got, want)
	}
	var actions []string
	for _, b := range form.All("button") {
		actions = append(actions, b.Attr("value"))
	}
	if want := []string{"resolve", "archive", "unresolve", "assign", "discard", "delete"}; !slices.Equal(actions, want) {
		t.Errorf("it offers %q, want %q", actions, want)
	}
	checkTexts(t, page, map[string]string{".done": "3 issues were resolved.", ".pair option": "Nobody|Ada (me)|eve@example.com"})
}

func TestDoneBy(t *testing.T) {
	for mark, want := range map[string]string{
		DoneMark("delete", 1): "1 issue was deleted", DoneMark("assign", 1200): "1,200 issues were assigned", DoneMark("archive", 0): "0 issues were archived",
		"": "", "resolve": "", "resolve:": "", "resolve:-1": "", "resolve:99999999999": "", "<b>:1": "",
	} {
		if got := doneBy(mark); got != want {
			t.Errorf("%q: got %q, want %q", mark, got, want)
		}
	}
}

func TestListsWithoutIssues(t *testing.T) {
	for query, want := range map[string]string{
		"status=unresolved":                "No issue is unresolved.",
		"status=":                          "There is no issue.",
		"status=unresolved&q=x":            "No issue is like that. Clear filters",
		"status=&cursor=1&cursor_id=x&q=x": "There are no more issues.",
	} {
		page, _ := rendered(t, IssuesPage{Frame: shopFrame, Asked: asked(t, query), Now: now})
		checkTexts(t, page, map[string]string{".nothing": want, "table": "", ".bulk": ""})
	}
}
