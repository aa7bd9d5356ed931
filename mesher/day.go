package mesher

import "time"

// A Day is one day in UTC, counted from 1970. Databases keep events by the day
// on which they were received.
type Day int32

const dayMicros = int64(24 * time.Hour / time.Microsecond)

// DayOf returns the day of t.
func DayOf(t time.Time) Day {
	us := t.UnixMicro()
	day := us / dayMicros
	if us%dayMicros < 0 { // before 1970: round down, not towards zero
		day--
	}
	return Day(day)
}

// Start returns the midnight at which the day begins.
func (d Day) Start() time.Time { return time.UnixMicro(int64(d) * dayMicros).UTC() }

func (d Day) String() string { return d.Start().Format(time.DateOnly) }

// RepeatDay returns the other day on which an event received at t may have been
// stored already. Within an hour after midnight that is yesterday: the client
// sent it before midnight, got no answer and repeats it. Within an hour before
// midnight it is tomorrow: the event waited in a spool while its repeat was
// stored. Further from midnight a repeat is a new event.
func RepeatDay(t time.Time) (day Day, ok bool) {
	switch t.UTC().Hour() {
	case 0:
		return DayOf(t) - 1, true
	case 23:
		return DayOf(t) + 1, true
	}
	return 0, false
}
