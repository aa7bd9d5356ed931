package htmltest_test

import (
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

func TestAll(t *testing.T) {
	page := htmltest.Parse(t, `<main><ul class="long list"><li>a<li class=here>b <b title=x>c</b></ul><p>d</main>`)
	for selector, want := range map[string]string{
		"li":           "a|b c",
		".here":        "b c",
		"li.here":      "b c",
		"p.here":       "",
		"main b":       "c",
		".list b":      "c",
		"main ul b":    "c",
		"ul main b":    "",
		"p b":          "",
		"[title]":      "c",
		"li [title]":   "c",
		"main p":       "d",
		"b[lang]":      "",
		"ul.long li.x": "",
	} {
		var texts []string
		for _, n := range page.All(selector) {
			texts = append(texts, n.Text())
		}
		if got := strings.Join(texts, "|"); got != want {
			t.Errorf("%s: got %q, want %q", selector, got, want)
		}
	}
	if got := page.One(t, "b").Attr("title"); got != "x" {
		t.Errorf("title: got %q, want x", got)
	}
}
