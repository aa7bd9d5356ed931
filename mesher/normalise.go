package mesher

import (
	"time"

	"github.com/google/uuid"
)

// Normalise bounds a decoded event. It never fails: what is too long is cut, what
// makes no sense is dropped, and each such change leaves a [Note]. The event is
// stamped as received now unless it has been stamped before, and gets an id if it
// has none.
//
// Normalising twice changes nothing the second time.
func (e *Event) Normalise(now time.Time) {
	if e.ID == uuid.Nil {
		e.ID = uuid.Must(uuid.NewV7()) // fails only when the system has no randomness
	}
	if e.ReceivedAt.IsZero() {
		e.ReceivedAt = now
	}
	e.correctClock()
	e.normaliseTags()
	e.trimTexts()
	e.trimExceptions()
	e.trimBreadcrumbs()
	e.trimUser()
	e.trimRequest()
	e.trimMaps()
}
