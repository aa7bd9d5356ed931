package mesher

import "time"

const (
	// clockDrift is how wrong a client's clock must be to be corrected; below it,
	// the difference may well be time spent in the client's queue.
	clockDrift = 55 * time.Minute
	// maxAhead is how far in the future an event may have happened.
	maxAhead = time.Minute
	// maxAge is how long ago an event may have happened. Older events would land in
	// days that retention may already have removed.
	maxAge = 30 * 24 * time.Hour
)

// correctClock puts the event's times on our clock, in UTC and in whole
// microseconds, which is what databases keep.
func (e *Event) correctClock() {
	e.ReceivedAt = onClock(e.ReceivedAt)
	if drift := e.ReceivedAt.Sub(e.SentAt); !e.SentAt.IsZero() && drift.Abs() >= clockDrift {
		e.shift(drift)
	}
	e.SentAt = time.Time{} // used up: a second correction would shift again

	switch {
	case e.Timestamp.IsZero():
		e.Timestamp = e.ReceivedAt
	case e.Timestamp.After(e.ReceivedAt.Add(maxAhead)):
		e.Timestamp = e.ReceivedAt
		e.Note("timestamp", "in the future; the time of receipt stands instead")
	case e.Timestamp.Before(e.ReceivedAt.Add(-maxAge)):
		e.Timestamp = e.ReceivedAt
		e.Note("timestamp", "more than 30 days ago; the time of receipt stands instead")
	}
	e.Timestamp = onClock(e.Timestamp)
	for i := range e.Breadcrumbs {
		e.correctBreadcrumb(i)
	}
}

// correctBreadcrumb clears impossible times: a year beyond four digits cannot
// even be written.
func (e *Event) correctBreadcrumb(i int) {
	t := &e.Breadcrumbs[i].Timestamp
	switch {
	case t.IsZero():
	case t.After(e.ReceivedAt.Add(maxAhead)), t.Year() < 1970:
		*t = time.Time{}
		e.Note(indexed("breadcrumbs.values", i, "timestamp"), "not a time this can have happened")
	default:
		*t = onClock(*t)
	}
}

// shift moves all of the client's times by the amount that its clock was behind
// ours.
func (e *Event) shift(drift time.Duration) {
	for i := range e.Breadcrumbs {
		if t := &e.Breadcrumbs[i].Timestamp; !t.IsZero() {
			*t = t.Add(drift)
		}
	}
	if !e.Timestamp.IsZero() {
		e.Timestamp = e.Timestamp.Add(drift)
		e.Note("timestamp", "corrected by "+drift.Round(time.Second).String()+": the client's clock was wrong")
	}
}

func onClock(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// FormatTime formats a time as every answer of this program does: RFC 3339, UTC,
// microseconds.
func FormatTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00")
}
