package mesher

import (
	"strings"
	"testing"
)

func TestTitleAndCulprit(t *testing.T) {
	requested := &Request{URL: "https://shop.example/cart?step=2"}
	for _, c := range []struct {
		about          string
		event          *Event
		title, culprit string
	}{
		{"an exception", raised("ValueError", "no user 17\nhint", "+app.views|v.py|checkout:1"), "ValueError: no user 17", "app.views in checkout"},
		{"a type alone", raised("ValueError", ""), "ValueError", ""},
		{"a value alone", raised("", "boom"), "boom", ""},
		{"the last of a chain", chained(exception("OSError", "disk"), exception("AppError", "save")), "AppError: save", ""},
		{"an exception over a message", with(raised("E", "v"), func(e *Event) { e.Message = "m" }), "E: v", ""},
		{"a type that was made up", synthetic(raised("Error", "v", "+|a.js|onClick:1")), "onClick: v", "a.js in onClick"},
		{"made up, without a stack", synthetic(raised("Error", "v")), "Error: v", ""},
		{"made up, in a function without a name", synthetic(raised("Error", "v", "+|a.js|Object.?:1")), "Error: v", "a.js"},
		{"made up for the stack of a message", with(synthetic(raised("", "slow", "+s|a.js|save:1")), func(e *Event) { e.Message = "slow" }), "slow", "s in save"},
		{"a message", said("\n  Job failed \nlong story"), "Job failed", ""},
		{"a stack with a message", with(raised("", "", "+app|a.py|f:1"), func(e *Event) { e.Message = "slow" }), "slow", "app in f"},
		{"nothing", &Event{}, "Event without a message", ""},
		{"a transaction first", with(raised("E", "v", "+app|a.py|f:1"), func(e *Event) { e.Transaction = "/cart" }), "E: v", "/cart"},
		{"as an old client says", with(raised("E", "v", "+app|a.py|f:1"), func(e *Event) { e.Culprit = "shop" }), "E: v", "shop"},
		{"the program's own before a library", raised("E", "v", "+app|a.py|f:1", "-lib|b.py|g:1"), "E: v", "app in f"},
		{"a library when there is nothing else", raised("E", "v", "-lib|b.py|g:1"), "E: v", "lib in g"},
		{"the address that was asked for", &Event{Message: "x", Request: requested}, "x", "https://shop.example/cart"},
	} {
		g := GroupingOf(c.event)
		if g.Title != c.title || g.Culprit != c.culprit {
			t.Errorf("%s: %q at %q, want %q at %q", c.about, g.Title, g.Culprit, c.title, c.culprit)
		}
	}
	if g := GroupingOf(said(strings.Repeat("ü", 5000))); len(g.Title) > 256 {
		t.Errorf("a title of %d bytes", len(g.Title))
	}
}
