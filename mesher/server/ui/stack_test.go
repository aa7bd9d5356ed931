package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

// layout writes runs of calls down in short: [folded], an open one with a star.
func layout(runs []calls) string {
	var parts []string
	for _, run := range runs {
		var names []string
		for _, f := range run.Frames {
			name := f.Function
			if f.Open {
				name += "*"
			}
			names = append(names, name)
		}
		part := strings.Join(names, " ")
		if run.Folded {
			part = "[" + part + "]"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}

func TestCallsOf(t *testing.T) {
	for _, c := range []struct{ name, frames, want string }{
		{"none", "", ""},
		{"the crash comes first", "a b c", "c* b a"},
		{"libraries are folded", "lib.a b lib.c lib.d", "[lib.d lib.c] b* [lib.a]"},
		{"a library alone is not", "lib.a lib.b", "lib.b* lib.a"},
		{"only the first is open", "a lib.b c", "c* [lib.b] a"},
	} {
		var frames []mesher.Frame
		for name := range strings.FieldsSeq(c.frames) {
			frames = append(frames, mesher.Frame{Function: name, InApp: new(!strings.HasPrefix(name, "lib."))})
		}
		if got := layout(callsOf(frames)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if got := layout(callsOf([]mesher.Frame{{Function: "unsaid"}, {Function: "lib", InApp: new(false)}})); got != "[lib] unsaid*" {
		t.Errorf("a frame of which nothing was said: got %q, want it to be the program's own", got)
	}
}

func TestRaisedBy(t *testing.T) {
	got := raisedBy([]mesher.Exception{{Type: "Cause"}, {Type: "Last", Handled: new(false)}})
	if len(got) != 2 || got[0].Type != "Last" || got[0].Cause || got[1].Type != "Cause" || !got[1].Cause {
		t.Errorf("got %+v, want the last first and its cause below", got)
	}
	if got[0].Said() != "unhandled" || got[1].Said() != "" {
		t.Errorf("said: got %q and %q, want unhandled and nothing", got[0].Said(), got[1].Said())
	}
}

func TestLinesOf(t *testing.T) {
	for _, c := range []struct {
		name  string
		frame mesher.Frame
		want  string
	}{
		{"nothing known", mesher.Frame{Line: 7}, ""},
		{"the line alone", mesher.Frame{Line: 7, ContextLine: "x"}, "7>x"},
		{"with its neighbours", mesher.Frame{Line: 7, PreContext: []string{"v", "w"}, ContextLine: "x", PostContext: []string{"y"}}, "5 v|6 w|7>x|8 y"},
		{"without a number", mesher.Frame{PreContext: []string{"w"}, ContextLine: "x", PostContext: []string{"y"}}, "0 w|0>x|0 y"},
	} {
		var lines []string
		for _, l := range linesOf(c.frame) {
			mark := " "
			if l.Here {
				mark = ">"
			}
			lines = append(lines, fmt.Sprintf("%d%s%s", l.Number, mark, l.Text))
		}
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhere(t *testing.T) {
	for _, c := range []struct {
		frame mesher.Frame
		want  string
	}{
		{mesher.Frame{}, ""},
		{mesher.Frame{Filename: "a.go", AbsPath: "/src/a.go", Line: 3, Column: 9}, "a.go:3:9"},
		{mesher.Frame{AbsPath: "/src/a.go", Line: 3}, "/src/a.go:3"},
		{mesher.Frame{Module: "shop.cart", Column: 9}, "shop.cart"},
	} {
		if got := (frameView{Frame: c.frame}).Where(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.frame, got, c.want)
		}
	}
}
