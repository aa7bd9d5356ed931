package sqlstore

import "time"

const dayMicros = int64(24 * time.Hour / time.Microsecond)

// micros is how times are stored: microseconds since 1970 in UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }

// dayOf is the UTC day of t, counted from 1970.
func dayOf(t time.Time) int64 {
	us := micros(t)
	day := us / dayMicros
	if us%dayMicros < 0 { // before 1970: round down, not towards zero
		day--
	}
	return day
}

// neighbour is the other day on which an event received at t may have been
// stored already. Within an hour after midnight that is yesterday: the client
// sent it before midnight, heard no answer and repeats it. Within an hour
// before midnight it is tomorrow: the event waited in a spool while its
// repeat was stored. Further from midnight a repeat is a new event.
func neighbour(t time.Time) (day int64, ok bool) {
	switch t.UTC().Hour() {
	case 0:
		return dayOf(t) - 1, true
	case 23:
		return dayOf(t) + 1, true
	}
	return 0, false
}

// now stamps rows that people make; events bring their own time.
func now() int64 { return micros(time.Now()) }
