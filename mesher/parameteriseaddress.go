package mesher

import "strings"

// Parameters of a message that say where: addresses of mail, pages and hosts. See
// [parameterise] for the rules of these functions.

const (
	maxLocal = 64  // of an email address
	maxHost  = 253 // of a hostname
)

func emailEnd(s string, i int) int {
	at := i
	for at < len(s) && at-i <= maxLocal && (isWord(s[at]) || strings.IndexByte(".%+-", s[at]) >= 0) {
		at++
	}
	if at == i || at == len(s) || s[at] != '@' {
		return i
	}
	if end, dots := labels(s, at+1); dots > 0 {
		return end
	}
	return i
}

func urlEnd(s string, i int) int {
	j := i
	for j < len(s) && j-i < 16 && (isAlpha(s[j]) || j > i && (isDigit(s[j]) || s[j] == '+' || s[j] == '-')) {
		j++
	}
	rest, ok := strings.CutPrefix(s[j:], "://")
	if j == i || !ok {
		return i
	}
	n := strings.IndexAny(rest, " \t\"'<>`{}|\\^)]")
	if n < 0 {
		n = len(rest)
	}
	// Punctuation after an address belongs to the sentence.
	n = len(strings.TrimRight(rest[:n], ".,;:!?"))
	if n == 0 {
		return i
	}
	return j + len("://") + n
}

// hostnameEnd accepts only names under well-known roots: "app.views" and
// "main.go" look the same and must stay.
func hostnameEnd(s string, i int) int {
	end, dots := labels(s, i)
	if dots == 0 {
		return i
	}
	switch s[i+strings.LastIndexByte(s[i:end], '.')+1 : end] {
	case "com", "net", "org", "edu", "gov", "io", "dev", "cloud",
		"internal", "local", "localdomain", "lan", "corp", "arpa",
		"eu", "uk", "de", "fr", "nl", "ch", "jp", "cn", "ru", "br", "au", "ca":
		return end
	}
	return i
}

// labels reads names separated by dots.
func labels(s string, i int) (end, dots int) {
	for j := i; j < len(s) && j-i < maxHost; j++ {
		switch c := s[j]; {
		case isAlpha(c) || isDigit(c) || c == '_':
			end = j + 1
		case c == '.' && end == j && j > i:
			if j+1 < len(s) && (isAlpha(s[j+1]) || isDigit(s[j+1])) {
				dots++
			} else {
				return end, dots
			}
		case c == '-' && j > i:
		default:
			return end, dots
		}
	}
	return end, dots
}

func ipEnd(s string, i int) int {
	if end := ipv4End(s, i); end > i {
		return end
	}
	return ipv6End(s, i)
}

func ipv4End(s string, i int) int {
	j := i
	for part := range 4 {
		if part > 0 {
			if j == len(s) || s[j] != '.' {
				return i
			}
			j++
		}
		from := j
		for j < len(s) && isDigit(s[j]) {
			j++
		}
		if j == from || j-from > 3 {
			return i
		}
	}
	if j+1 < len(s) && s[j] == '.' && isDigit(s[j+1]) || !endsWord(s, j) {
		return i // a longer version number
	}
	return j
}

// ipv6End requires all eight groups or an abbreviation, and a digit: "12:30:45"
// is a time and "cafe::Bar" is code.
func ipv6End(s string, i int) int {
	j, colons, short, digit := i, 0, false, false
	for ; j < len(s) && j-i < 39; j++ {
		switch c := s[j]; {
		case c == ':':
			colons++
			short = short || j+1 < len(s) && s[j+1] == ':'
		case isHex(c):
			digit = digit || isDigit(c)
		default:
			goto end
		}
	}
end:
	for j > i && s[j-1] == ':' && !(j >= i+2 && s[j-2] == ':') { // "fe80::1: refused"
		j--
		colons--
	}
	if digit && (colons == 7 || short && colons >= 2) && endsWord(s, j) {
		return j
	}
	return i
}
