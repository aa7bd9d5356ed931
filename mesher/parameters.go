package mesher

import "strings"

// The functions here each know one kind of parameter: they return the index
// after the one that begins at i, or i when there is none. All look at a
// bounded number of bytes, so that no message is slow to read.

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
	// What follows an address in a sentence is the sentence's.
	n = len(strings.TrimRight(rest[:n], ".,;:!?"))
	if n == 0 {
		return i
	}
	return j + len("://") + n
}

// hostnameEnd takes only names under well-known roots: "app.views" and "main.go"
// look the same and must stay.
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

// labels reads names joined by dots.
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

// ipv6End wants all eight groups or an abbreviation, and a digit: "12:30:45" is a
// time and "cafe::Bar" is code.
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

func uuidEnd(s string, i int) int {
	const shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if len(s)-i < len(shape) {
		return i
	}
	for j := range len(shape) {
		if c := s[i+j]; shape[j] == '-' && c != '-' || shape[j] == 'x' && !isHex(c) {
			return i
		}
	}
	return wordEnd(s, i, i+len(shape))
}

func sha1End(s string, i int) int { return hexDigits(s, i, 40) }
func md5End(s string, i int) int  { return hexDigits(s, i, 32) }

func hexDigits(s string, i, n int) int {
	if len(s)-i < n {
		return i
	}
	for j := i; j < i+n; j++ {
		if !isHex(s[j]) {
			return i
		}
	}
	return wordEnd(s, i, i+n)
}

// hexEnd takes 0x1f, and longer runs that have both letters and digits.
func hexEnd(s string, i int) int {
	j := i
	prefixed := strings.HasPrefix(s[i:], "0x") || strings.HasPrefix(s[i:], "0X")
	if prefixed {
		j += 2
	}
	from, letters, digits := j, false, false
	for j < len(s) && isHex(s[j]) {
		letters = letters || isAlpha(s[j])
		digits = digits || isDigit(s[j])
		j++
	}
	if j > from && (prefixed || j-from >= 8 && letters && digits) {
		return wordEnd(s, i, j)
	}
	return i
}

func floatEnd(s string, i int) int {
	whole := integerPart(s, i)
	if whole == i || whole == len(s) || s[whole] != '.' {
		return i
	}
	end := digitsEnd(s, whole+1)
	if end == whole+1 {
		return i
	}
	if end < len(s) && s[end]|0x20 == 'e' {
		if power := integerPart(s, end+1); power > end+1 {
			end = power
		}
	}
	return wordEnd(s, i, end)
}

func intEnd(s string, i int) int { return wordEnd(s, i, integerPart(s, i)) }

// integerPart reads digits with a sign before them.
func integerPart(s string, i int) int {
	j := i
	if j < len(s) && (s[j] == '-' || s[j] == '+') {
		j++
	}
	if end := digitsEnd(s, j); end > j {
		return end
	}
	return i
}

func quotedEnd(s string, i int) int {
	if i == 0 || s[i-1] != '=' || s[i] != '"' && s[i] != '\'' {
		return i
	}
	if n := strings.IndexByte(s[i+1:], s[i]); n >= 0 {
		return i + 1 + n + 1
	}
	return i
}

func boolEnd(s string, i int) int {
	if i == 0 || s[i-1] != '=' {
		return i
	}
	for _, word := range [...]string{"true", "false", "True", "False"} {
		if strings.HasPrefix(s[i:], word) {
			return wordEnd(s, i, i+len(word))
		}
	}
	return i
}

func digitsEnd(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// endsWord tells whether no word goes on at i.
func endsWord(s string, i int) bool { return i == len(s) || !isWord(s[i]) }

// wordEnd is end if a word ends there, else i: nothing found.
func wordEnd(s string, i, end int) int {
	if endsWord(s, end) {
		return end
	}
	return i
}
