package sentry

import (
	"math"
	"strconv"
	"time"
)

// timestamp reads a time: RFC 3339, the same without a zone for UTC, or seconds
// since 1970 with or without a fraction.
func (d *decoder) timestamp(v value) time.Time {
	if v.isNull() {
		return time.Time{}
	}
	text := string(v)
	if v.isText() {
		text = v.text()
	}
	t, ok := parseTime(text)
	if !ok {
		d.bad("not a time")
	}
	return t
}

func parseTime(text string) (time.Time, bool) {
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	seconds, err := strconv.ParseFloat(text, 64)
	// Times after the year 9999 have no text; NaN fails every comparison.
	if err != nil || !(0 <= seconds && seconds < 253402300800) {
		return time.Time{}, false
	}
	whole, fraction := math.Modf(seconds)
	// A float64 holds today's times to the microsecond only.
	return time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1000).UTC(), true
}
