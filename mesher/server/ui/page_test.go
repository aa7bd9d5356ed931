package ui

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

var shopFrame = Frame{Project: mesher.Project{ID: 1, Name: "Shop", Slug: "shop"}, Section: Issues}

var now = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

func rendered(t *testing.T, page interface{ Render(io.Writer) error }) (htmltest.Node, string) {
	t.Helper()
	var b bytes.Buffer
	if err := page.Render(&b); err != nil {
		t.Fatal(err)
	}
	return htmltest.Parse(t, b.String()), b.String()
}

// texts is what the elements say that a selector names.
func texts(n htmltest.Node, selector string) string {
	var out []string
	for _, found := range n.All(selector) {
		out = append(out, found.Text())
	}
	return strings.Join(out, "|")
}

func checkTexts(t *testing.T, page htmltest.Node, want map[string]string) {
	t.Helper()
	for selector, text := range want {
		if got := texts(page, selector); got != text {
			t.Errorf("%s: got %q, want %q", selector, got, text)
		}
	}
}

// named is the first field of a name.
func named(page htmltest.Node, name string) (field htmltest.Node) {
	for _, n := range page.All("[name]") {
		if n.Attr("name") == name {
			return n
		}
	}
	return htmltest.Node{Node: new(html.Node)}
}

// valueOf is what stands in it.
func valueOf(page htmltest.Node, name string) string { return named(page, name).Attr("value") }

func TestWelcomePage(t *testing.T) {
	page, _ := rendered(t, WelcomePage{
		Frame: Frame{Project: mesher.Project{ID: 4, Name: "Shop"}}, Key: mesher.Key{ProjectID: 4, Value: "mshr_1"},
		Base: &url.URL{Scheme: "https", Host: "errors.example", Path: "/mesher/"},
	})
	copied := page.All("pre.copy")
	if want := "curl 'https://errors.example/mesher/api/v1/events' \\\n  -H 'Authorization: Bearer mshr_1' \\\n" +
		"  -d '{\"message\": \"Hello from curl\", \"level\": \"info\"}'"; copied[0].Raw() != want {
		t.Errorf("curl: got %s, want %s", copied[0].Raw(), want)
	}
	if got, want := copied[1].Raw(), "https://mshr_1@errors.example/mesher/4"; got != want {
		t.Errorf("DSN: got %q, want %q", got, want)
	}
	if !strings.HasPrefix(page.All("head script")[0].Attr("src"), "/static/welcome.js?v=") {
		t.Error("the page has no script that looks for the event")
	}
	if got := page.One(t, "noscript").Raw(); !strings.Contains(got, `http-equiv="refresh"`) {
		t.Errorf("without scripts it does not load itself again: %q", got)
	}
}

func TestWelcomeWithoutAKey(t *testing.T) {
	page, _ := rendered(t, WelcomePage{Frame: shopFrame})
	if got := page.One(t, ".welcome a").Attr("href"); got != "/projects/shop/settings" || len(page.All("pre.copy")) != 0 {
		t.Errorf("a key is made at %q", got)
	}
}

func TestQuoted(t *testing.T) {
	if got, want := quoted(`it's $HOME`), `'it'\''s $HOME'`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFailurePage(t *testing.T) {
	for status, want := range map[int]string{404: "Not found", 400: "That did not work", 500: "Something went wrong", 503: "Not available right now"} {
		page, _ := rendered(t, FailurePage{Status: status, Message: "because"})
		checkTexts(t, page, map[string]string{"h1": want, ".why": "because."})
		if got := len(page.All("p.quiet")) > 0; got != (status >= 500) {
			t.Errorf("%d: loading again is offered: %v", status, got)
		}
	}
}

func TestProjectsPage(t *testing.T) {
	shop, till := shopFrame.Project, mesher.Project{ID: 2, Name: "Till", Slug: "till", Platform: "go"}
	page, _ := rendered(t, ProjectsPage{
		Frame:     Frame{Orgs: []OrgProjects{{Org: mesher.Org{Name: "Engines"}, Projects: []mesher.Project{shop, till}}, {Org: mesher.Org{Name: "Empty"}}}},
		Standings: map[mesher.ProjectID]Standing{shop.ID: {Health: mesher.Health{Unresolved: 1, Events24h: 1200}, Volume: volumeOf(mesher.Hourly, 3)}},
	})
	checkTexts(t, page, map[string]string{
		".org": "Engines|Empty", ".cards a": "Shop|Till", ".cards .quiet": "go", ".nothing": "",
		".cards p": "1 unresolved issue · 1.2k events in 24 hours",
	})
	if got, want := page.One(t, ".cards svg").Attr("aria-label"), "3 events in 1 hours, at most 3 (14 Mar 15:00)"; got != want {
		t.Errorf("the chart is called %q, want %q", got, want)
	}
	page, _ = rendered(t, ProjectsPage{})
	checkTexts(t, page, map[string]string{".nothing": "There is no project yet.", ".cards": ""})
}
