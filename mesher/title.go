package mesher

import "strings"

// maxTitle is how much of an issue's title is kept.
const maxTitle = 256

// titleOf returns an issue's title: "type: value", the first line of either. An
// exception whose type the SDK made up is named by its function, unless it only
// carries the stack of a message.
func titleOf(e *Event) string {
	title := firstLine(e.Message)
	if x := e.main(); x != nil && (x.Type != "" || x.Value != "") {
		kind, value := x.Type, firstLine(x.Value)
		if f := crash(x); x.Synthetic && value != "" && value == title {
			kind = ""
		} else if x.Synthetic && f != nil && f.named() {
			kind = f.Function
		}
		switch {
		case value == "":
			title = kind
		case kind == "":
			title = value
		default:
			title = kind + ": " + value
		}
	}
	if title == "" {
		title = "Event without a message"
	}
	cutText(&title, maxTitle)
	return title
}

// culpritOf says where to look: the transaction, otherwise the program's own
// innermost place, otherwise the requested address.
func culpritOf(e *Event) string {
	culprit := e.Transaction
	if culprit == "" {
		culprit = e.Culprit
	}
	if x := e.main(); culprit == "" && x != nil {
		if f := crash(x); f != nil {
			where := f.Module
			if where == "" {
				where = f.Filename
			}
			if culprit = where; f.named() {
				culprit = inFunction(where, f.Function)
			}
		}
	}
	if culprit == "" && e.Request != nil {
		culprit, _, _ = strings.Cut(e.Request.URL, "?")
	}
	cutText(&culprit, maxName)
	return culprit
}

// main returns the exception that was raised; nil if there is none.
func (e *Event) main() *Exception {
	if len(e.Exceptions) == 0 {
		return nil
	}
	return &e.Exceptions[len(e.Exceptions)-1]
}

// crash returns the innermost frame of the program's own code, or the innermost
// of all.
func crash(x *Exception) *Frame {
	for i := len(x.Frames) - 1; i >= 0; i-- {
		if x.Frames[i].own() {
			return &x.Frames[i]
		}
	}
	if len(x.Frames) == 0 {
		return nil
	}
	return &x.Frames[len(x.Frames)-1]
}
