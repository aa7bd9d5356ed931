package mesher

import "strings"

// maxGroupedText is how much of a line counts for grouping: lines that differ
// only after that are the same error, described in detail.
const maxGroupedText = 1024

// parameterise replaces the parts of a message that change from one occurrence to
// the next by the name of their kind: "User 42 at 10.0.0.7" becomes "User <int>
// at <ip>". Quoted text and booleans are replaced only after "=", as in key=value
// logs: anywhere else they tell errors apart.
//
// Each kind has a function that returns the index after the parameter of its kind
// that begins at i, or i if none does. All look at a bounded number of bytes, so
// that no message is slow to read.
func parameterise(s string) string {
	s = prefix(s, maxGroupedText)
	var out []byte // nil until something is replaced
	copied := 0    // how much of s is in out
	for i := 0; i < len(s); {
		if !startsParameter(s, i) {
			i++
			continue
		}
		kind, end := parameterAt(s, i)
		if end == i {
			i++
			continue
		}
		if out == nil {
			out = make([]byte, 0, len(s)+32)
		}
		out = append(append(out, s[copied:i]...), kind...)
		copied, i = end, end
	}
	if out == nil {
		return s
	}
	return string(append(out, s[copied:]...))
}

// startsParameter reports quickly whether any parameter can begin at i: at the
// beginning of a word, at a sign or a bracket of an address before one, after an
// equals sign. It rules out most bytes of a message.
func startsParameter(s string, i int) bool {
	if i > 0 && s[i-1] == '=' {
		return true
	}
	switch c := s[i]; {
	case isDigit(c), isAlpha(c):
		return i == 0 || !isWord(s[i-1])
	case c == '-' || c == '+' || c == ':':
		return i+1 < len(s) && (isDigit(s[i+1]) || s[i+1] == ':') && (i == 0 || !isWord(s[i-1]) && s[i-1] != c)
	}
	return false
}

// parameterAt names the parameter that begins at i and finds its end; the end is
// i if there is none. The order matters: an address ends in a hostname, and an IP
// address is made of numbers.
func parameterAt(s string, i int) (kind string, end int) {
	if isAlpha(s[i]) && plainWord(s, i) {
		return "", i
	}
	for _, p := range [...]struct {
		kind string
		end  func(s string, i int) int
	}{
		{"<email>", emailEnd},
		{"<url>", urlEnd},
		{"<hostname>", hostnameEnd},
		{"<ip>", ipEnd},
		{"<uuid>", uuidEnd},
		{"<sha1>", sha1End},
		{"<md5>", md5End},
		{"<date>", dateEnd},
		{"<duration>", durationEnd},
		{"<hex>", hexEnd},
		{"<float>", floatEnd},
		{"<int>", intEnd},
		{"<quoted_str>", quotedEnd},
		{"<bool>", boolEnd},
	} {
		if end := p.end(s, i); end > i {
			return p.kind, end
		}
	}
	return "", i
}

// plainWord reports whether the word at i is only letters up to a blank, which no
// parameter is, except the names of days and months and the booleans.
func plainWord(s string, i int) bool {
	if i > 0 && s[i-1] == '=' {
		return false
	}
	j := i
	for j < len(s) && isAlpha(s[j]) {
		j++
	}
	if j < len(s) && s[j] != ' ' {
		return false
	}
	return !isMonth(s[i:j]) && !isDay(s[i:j])
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
