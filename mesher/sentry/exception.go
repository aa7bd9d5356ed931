package sentry

import "github.com/mesh-actors/mesh/mesher"

// exceptions reads the chain, oldest cause first as we keep it.
func (d *decoder) exceptions(v value) {
	var chain []mesher.Exception
	for item := range d.values(v) {
		x := d.exception(item)
		if x.Type == "" && x.Value == "" && len(x.Frames) == 0 {
			d.bad("an exception without type and value; dropped")
			continue
		}
		chain = append(chain, x)
	}
	d.event.Exceptions = chain
}

func (d *decoder) exception(v value) mesher.Exception {
	var x mesher.Exception
	for name, member := range d.members(v) {
		switch string(name) {
		case "type":
			x.Type = d.text(member)
		case "value":
			if member.isObject() || member.isArray() {
				x.Value = string(member) // JavaScript can throw anything
			} else {
				x.Value = d.text(member)
			}
		case "module":
			x.Module = d.text(member)
		case "mechanism":
			for name, member := range d.members(member) {
				switch string(name) {
				case "handled":
					x.Handled = d.flag(member)
				case "synthetic":
					synthetic := d.flag(member)
					x.Synthetic = synthetic != nil && *synthetic
				}
			}
		case "stacktrace", "sentry.interfaces.Stacktrace":
			x.Frames = d.stacktrace(member)
		}
	}
	return x
}

// stacktrace reads frames, oldest call first as we keep them.
func (d *decoder) stacktrace(v value) []mesher.Frame {
	var stack []mesher.Frame
	for name, member := range d.members(v) {
		if string(name) != "frames" {
			continue
		}
		for item := range d.items(member) {
			if !item.isObject() {
				d.bad("not an object")
				continue
			}
			stack = append(stack, mesher.Frame{})
			d.frame(&stack[len(stack)-1], item)
		}
	}
	return stack
}

func (d *decoder) frame(f *mesher.Frame, v value) {
	for name, member := range d.members(v) {
		switch string(name) {
		case "filename":
			f.Filename = d.text(member)
		case "abs_path":
			f.AbsPath = d.text(member)
		case "function":
			f.Function = d.text(member)
		case "module":
			f.Module = d.text(member)
		case "lineno":
			f.Line = d.number(member)
		case "colno":
			f.Column = d.number(member)
		case "in_app":
			f.InApp = d.flag(member)
		case "pre_context":
			f.PreContext = d.lines(member)
		case "context_line":
			f.ContextLine = d.text(member)
		case "post_context":
			f.PostContext = d.lines(member)
		case "vars":
			f.Vars = d.raw(member)
		}
	}
}

// lines keeps empty lines and nulls, since their number says how far each is from
// the frame's own.
func (d *decoder) lines(v value) []string {
	if !v.isArray() {
		if !v.isNull() {
			d.bad("not a list")
		}
		return nil
	}
	var lines []string
	for line := range v.items() {
		lines = append(lines, d.text(line))
	}
	return lines
}

// frames is a stack that came without an exception. The likelier it is where the
// error happened, the higher its rank.
type frames struct {
	of    []mesher.Frame
	worth int
}

const (
	anyStack     = iota // of the event, of some thread
	currentStack        // of the thread that reported
	crashedStack        // of the thread that crashed
)

func (d *decoder) threads(v value, late *rest) {
	for item := range d.values(v) {
		var stack frames
		for name, member := range d.members(item) {
			switch string(name) {
			case "stacktrace":
				stack.of = d.stacktrace(member)
			case "current":
				if current := d.flag(member); current != nil && *current {
					stack.worth = max(stack.worth, currentStack)
				}
			case "crashed":
				if crashed := d.flag(member); crashed != nil && *crashed {
					stack.worth = crashedStack
				}
			}
		}
		late.stack = append(late.stack, stack)
	}
}

// placeStack gives the best of the stacks to the exception that was raised, if it
// has none, or else to a new exception that is only a stack.
func placeStack(e *mesher.Event, stacks []frames) {
	var best frames
	for _, s := range stacks {
		if len(s.of) > 0 && (best.of == nil || s.worth > best.worth) {
			best = s
		}
	}
	if best.of == nil {
		return
	}
	if len(e.Exceptions) == 0 {
		e.Exceptions = []mesher.Exception{{}}
	}
	if raised := &e.Exceptions[len(e.Exceptions)-1]; raised.Frames == nil {
		raised.Frames = best.of
	}
}
