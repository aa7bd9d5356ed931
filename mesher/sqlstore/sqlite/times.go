package sqlite

import "time"

// micros is how times are stored: microseconds since 1970 in UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }

// now stamps rows that people make; events bring their own time.
func now() int64 { return micros(time.Now()) }
