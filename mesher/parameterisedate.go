package mesher

import "strings"

// Parameters of a message that say when or how long. See [parameterise] for the
// rules of these functions.

// dateEnd accepts a day, a time of day with seconds, or both, as programs write
// them: 2026-03-01, 2026/03/01 10:00:00, 2026-03-01T10:00:00.5Z, 10:00:00, Sun,
// 01 Mar 2026 10:00:00 GMT, Mar 1 10:00:00.
func dateEnd(s string, i int) int {
	if isAlpha(s[i]) {
		return writtenDate(s, i)
	}
	if end := timeOfDay(s, i); end > i {
		return end
	}
	if end := writtenDate(s, i); end > i {
		return end
	}
	day := numericDay(s, i)
	if day == i {
		return i
	}
	return withTime(s, i, day)
}

// withTime extends a day that ends at end by a time of day that follows it.
func withTime(s string, i, end int) int {
	if end+1 < len(s) && (s[end] == 'T' || s[end] == ' ') {
		if t := timeOfDay(s, end+1); t > end+1 {
			return t
		}
	}
	return wordEnd(s, i, end)
}

// numericDay accepts four, two and two digits with the same separator.
func numericDay(s string, i int) int {
	const shape = "dddd-dd-dd"
	if len(s)-i < len(shape) {
		return i
	}
	mark := s[i+4]
	if mark != '-' && mark != '/' || s[i+7] != mark {
		return i
	}
	for j := range len(shape) {
		if shape[j] == 'd' && !isDigit(s[i+j]) {
			return i
		}
	}
	return i + len(shape)
}

// timeOfDay accepts hh:mm:ss, with an optional fraction and zone.
func timeOfDay(s string, i int) int {
	hours := digitsEnd(s, i)
	if hours == i || hours-i > 2 || len(s)-hours < len(":mm:ss") ||
		s[hours] != ':' || s[hours+3] != ':' ||
		digitsEnd(s, hours+1) != hours+3 || digitsEnd(s, hours+4) != hours+6 {
		return i
	}
	end := hours + len(":mm:ss")
	if end < len(s) && (s[end] == '.' || s[end] == ',') {
		if fraction := digitsEnd(s, end+1); fraction > end+1 {
			end = fraction
		}
	}
	return wordEnd(s, i, zone(s, end))
}

// zone skips Z, +01:00, " +0100", " GMT" and " UTC".
func zone(s string, i int) int {
	if i < len(s) && s[i] == 'Z' {
		return i + 1
	}
	j := i
	if j < len(s) && s[j] == ' ' {
		j++
	}
	if strings.HasPrefix(s[j:], "GMT") || strings.HasPrefix(s[j:], "UTC") {
		return j + len("GMT")
	}
	if j == len(s) || s[j] != '+' && s[j] != '-' {
		return i
	}
	switch hours := digitsEnd(s, j+1); hours - j - 1 {
	case 4:
		return hours
	case 2:
		if hours < len(s) && s[hours] == ':' && digitsEnd(s, hours+1) == hours+3 {
			return hours + 3
		}
	}
	return i
}

// writtenDate accepts days with the month's name: "Sun, 01 Mar 2026 10:00:00
// GMT", "1 Mar 2026", "Mar 1 10:00:00", "Mar 1, 2026".
func writtenDate(s string, i int) int {
	j := i
	if name := wordAt(s, j); isDay(name) {
		j = blanks(s, j+len(name))
	}
	first, second := wordAt(s, j), ""
	afterFirst := blanks(s, j+len(first))
	if afterFirst > j+len(first) {
		second = wordAt(s, afterFirst)
	}
	if !(isMonth(first) && isDayNumber(second)) && !(isDayNumber(first) && isMonth(second)) {
		return i
	}
	end := afterFirst + len(second)
	if year := blanks(s, end); digitsEnd(s, year) == year+4 {
		end = year + 4
	}
	return withTime(s, i, end)
}

// wordAt returns the letters and digits at i.
func wordAt(s string, i int) string {
	j := i
	for j < len(s) && (isAlpha(s[j]) || isDigit(s[j])) {
		j++
	}
	return s[i:j]
}

// blanks skips a comma and blanks.
func blanks(s string, i int) int {
	if i < len(s) && s[i] == ',' {
		i++
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

func isDayNumber(s string) bool { return (len(s) == 1 || len(s) == 2) && allDigits(s) }

func isDay(s string) bool {
	switch s {
	case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
		return true
	}
	return false
}

func isMonth(s string) bool {
	switch s {
	case "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec":
		return true
	}
	return false
}

// durationEnd accepts numbers with units of time: 15ms, 1.5s, 1h2m3.5s.
func durationEnd(s string, i int) int {
	j := i
	if j < len(s) && s[j] == '-' {
		j++
	}
	from := j
	for {
		n := digitsEnd(s, j)
		if n == j {
			break
		}
		if n < len(s) && s[n] == '.' {
			n = digitsEnd(s, n+1)
		}
		unit := unitEnd(s, n)
		if unit == n {
			return i
		}
		j = unit
	}
	if j == from {
		return i
	}
	return wordEnd(s, i, j)
}

func unitEnd(s string, i int) int {
	for _, unit := range [...]string{"ns", "us", "µs", "μs", "ms", "s", "m", "h"} {
		if strings.HasPrefix(s[i:], unit) {
			return i + len(unit)
		}
	}
	return i
}
