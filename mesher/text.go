package mesher

import (
	"strings"
	"unicode/utf8"
)

// ellipsis ends a text that was cut.
const ellipsis = "…"

// cutText makes *s valid UTF-8 without NUL bytes, which PostgreSQL refuses to
// store, and at most limit bytes long. It reports whether the text was cut.
func cutText(s *string, limit int) bool {
	long := len(*s) > limit
	if long {
		*s = prefix(*s, limit-len(ellipsis)) + ellipsis
	}
	if strings.IndexByte(*s, 0) >= 0 {
		*s = strings.ReplaceAll(*s, "\x00", "")
	}
	if !utf8.ValidString(*s) {
		// A replacement rune is three bytes where the bad byte was one, so the
		// text may have outgrown the limit again; '?' is as telling.
		*s = strings.ToValidUTF8(*s, "?")
	}
	return long
}

// prefix returns the longest beginning of s, of at most n bytes, that does not
// split a rune.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// firstLine returns the first line of s that is not blank, without the blanks
// around it.
func firstLine(s string) string {
	line, _ := nextLine(s)
	return line
}

// nextLine splits off the first line that is not blank.
func nextLine(s string) (line, rest string) {
	for s != "" {
		line, s, _ = strings.Cut(s, "\n")
		if line = strings.TrimSpace(line); line != "" {
			return line, s
		}
	}
	return "", ""
}
