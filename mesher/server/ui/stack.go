package ui

import (
	"strconv"

	"github.com/mesh-actors/mesh/mesher"
)

// A raised is an exception as the page shows it. The one that was raised last
// stands first, its causes below.
type raised struct {
	mesher.Exception
	Cause bool // of the one above
	Calls []calls
}

// A calls is a run of neighbouring frames, all the program's own or all of
// libraries. Runs of libraries are folded: they are rarely where the mistake is.
type calls struct {
	Frames []frameView
	Folded bool
}

// A frameView is one call of a stack trace.
type frameView struct {
	mesher.Frame
	Open  bool // its source is shown without asking
	Lines []line
}

// A line is one of the program's source around a call.
type line struct {
	Number int // 0: not known
	Text   string
	Here   bool // the call itself
}

// raisedBy lays out a chain of exceptions.
func raisedBy(chain []mesher.Exception) (out []raised) {
	for i := len(chain) - 1; i >= 0; i-- {
		out = append(out, raised{Exception: chain[i], Cause: len(out) > 0, Calls: callsOf(chain[i].Frames)})
	}
	return out
}

// callsOf turns frames so that the crash comes first, and folds runs of
// libraries, unless there is nothing else. The first call of the program's own
// is open: there most readers look first.
func callsOf(frames []mesher.Frame) (runs []calls) {
	anyOwn := false
	for _, f := range frames {
		anyOwn = anyOwn || own(f)
	}
	opened := false
	for i := len(frames) - 1; i >= 0; i-- {
		view := frameView{Frame: frames[i], Lines: linesOf(frames[i])}
		folded := anyOwn && !own(view.Frame)
		if !folded && !opened {
			view.Open, opened = true, true
		}
		if len(runs) == 0 || runs[len(runs)-1].Folded != folded {
			runs = append(runs, calls{Folded: folded})
		}
		last := &runs[len(runs)-1]
		last.Frames = append(last.Frames, view)
	}
	return runs
}

// own tells whether a frame is of the program itself.
func own(f mesher.Frame) bool { return f.InApp == nil || *f.InApp }

func linesOf(f mesher.Frame) (lines []line) {
	if f.ContextLine == "" && len(f.PreContext) == 0 && len(f.PostContext) == 0 {
		return nil
	}
	number := f.Line - len(f.PreContext)
	add := func(text string, here bool) {
		l := line{Text: text, Here: here}
		if f.Line > 0 && number > 0 {
			l.Number = number
		}
		lines = append(lines, l)
		number++
	}
	for _, text := range f.PreContext {
		add(text, false)
	}
	add(f.ContextLine, true)
	for _, text := range f.PostContext {
		add(text, false)
	}
	return lines
}

// Where is a frame's place in the source: file:line:column as far as known.
func (f frameView) Where() string {
	where := f.Filename
	if where == "" {
		where = f.AbsPath
	}
	if where == "" {
		where = f.Module
	}
	if f.Line > 0 {
		where += ":" + strconv.Itoa(f.Line)
		if f.Column > 0 {
			where += ":" + strconv.Itoa(f.Column)
		}
	}
	return where
}

// Variables lists the frame's local values.
func (f frameView) Variables() []field { return fieldsOf(f.Vars) }

// Said is whether the client told if the exception was caught.
func (r raised) Said() string {
	switch {
	case r.Handled == nil:
		return ""
	case *r.Handled:
		return "handled"
	}
	return "unhandled"
}
