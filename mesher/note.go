package mesher

// maxNotes bounds the notes on one event: beyond a hundred, one more is useless.
const maxNotes = 100

// A Note records that a part of an event was dropped, shortened or corrected, so
// that the event itself never has to be refused.
type Note struct {
	Field  string `json:"field"`  // as the client named it: "tags.build", "exception.values.0.type"
	Reason string `json:"reason"` // "too long", "not a number"
}

// Note adds a note about field. The name may hold what the client sent, so it is
// bounded as well.
func (e *Event) Note(field, reason string) {
	if len(e.Notes) >= maxNotes {
		return
	}
	cutText(&field, maxName)
	e.Notes = append(e.Notes, Note{Field: field, Reason: reason})
}
