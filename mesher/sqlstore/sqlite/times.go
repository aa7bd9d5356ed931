package sqlite

import "time"

// micros returns a time as it is stored: microseconds since 1970 in UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }

// now is the time for rows that people make; events bring their own.
func now() int64 { return micros(time.Now()) }
