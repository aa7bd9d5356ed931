package mesher

func (e *Event) trimExceptions() {
	// The newest matter most: the last one is what was raised.
	if drop := len(e.Exceptions) - maxExceptions; drop > 0 {
		e.Exceptions = e.Exceptions[drop:]
		e.Note("exception.values", "too many; the oldest causes dropped")
	}
	for i := range e.Exceptions {
		x := &e.Exceptions[i]
		for _, t := range [...]struct {
			field string
			text  *string
			limit int
		}{
			{"type", &x.Type, maxType},
			{"value", &x.Value, maxText},
			{"module", &x.Module, maxType},
		} {
			if cutText(t.text, t.limit) {
				e.Note(indexed("exception.values", i, t.field), tooLong)
			}
		}
		e.trimFrames(i, x)
	}
}

// trimFrames keeps the end of the stack, where the error happened; the frames
// nearest to it keep their source lines and variables.
func (e *Event) trimFrames(exception int, x *Exception) {
	if drop := len(x.Frames) - maxFrames; drop > 0 {
		x.Frames = x.Frames[drop:]
		e.Note(indexed("exception.values", exception, "stacktrace.frames"), "too many; the oldest calls dropped")
	}
	shortened := false
	for i := range x.Frames {
		f := &x.Frames[i]
		if len(x.Frames)-i > maxRichFrames && f.strip() {
			shortened = true
		}
		if f.trim() {
			shortened = true
		}
	}
	// One note for a whole stack: a hundred would bury the others.
	if shortened {
		e.Note(indexed("exception.values", exception, "stacktrace.frames"), tooLong)
	}
}

// strip removes everything but the call itself; it reports whether there was
// more.
func (f *Frame) strip() bool {
	rich := f.PreContext != nil || f.ContextLine != "" || f.PostContext != nil || f.Vars != nil
	f.PreContext, f.ContextLine, f.PostContext, f.Vars = nil, "", nil, nil
	return rich
}

// trim reports whether it cut anything.
func (f *Frame) trim() bool {
	short := false
	for _, s := range [...]*string{&f.Filename, &f.AbsPath, &f.Function, &f.Module, &f.ContextLine} {
		if cutText(s, maxCode) {
			short = true
		}
	}
	// The lines nearest to the frame's own are kept.
	if drop := len(f.PreContext) - maxCodeLines; drop > 0 {
		f.PreContext, short = f.PreContext[drop:], true
	}
	if len(f.PostContext) > maxCodeLines {
		f.PostContext, short = f.PostContext[:maxCodeLines], true
	}
	for _, lines := range [...][]string{f.PreContext, f.PostContext} {
		for i := range lines {
			if cutText(&lines[i], maxCode) {
				short = true
			}
		}
	}
	if varsBudget.fits(f.Vars) {
		return short
	}
	varsBudget.apply(f.Vars, func(string, string) {})
	return true
}
