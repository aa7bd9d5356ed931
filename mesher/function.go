package mesher

import "strings"

// unnamed reports whether a function's name is one that runtimes give to
// anonymous functions, or an address, which differs in every process.
func unnamed(f string) bool {
	switch f {
	case "?", "<anonymous>", "anonymous", "(anonymous)", "{anonymous}", "(anonymous function)", "Anonymous function",
		"<unknown>", "unknown", "<redacted>", "[native code]", "global code", "eval code", "eval":
		return true
	}
	return strings.HasPrefix(f, "0x")
}

// cleanFunction returns a function's name without what changes between builds, or
// between browsers.
func cleanFunction(f string) string {
	for _, prefix := range [...]string{"async ", "async*", "new ", "Object.", "Module.", "Function."} { // Chrome adds what Firefox does not
		f = strings.TrimPrefix(f, prefix)
	}
	for strings.HasSuffix(f, "/<") { // Firefox: a function inside
		f = strings.TrimSuffix(f, "/<")
	}
	for _, mark := range [...]string{
		" [as ",    // JavaScript: get [as user]
		" [clone ", // C: handle(int) [clone .isra.0]
		"\x00",     // PHP: class@anonymous, a zero, its path
	} {
		if i := strings.Index(f, mark); i > 0 {
			f = f[:i]
		}
	}
	if unnamed(f) {
		return ""
	}
	if strings.HasPrefix(f, "block ") { // Ruby: block (2 levels) in save
		if i := strings.Index(f, " in "); i > 0 {
			f = f[i+len(" in "):]
		}
	}
	if i := strings.Index(f, "{closure"); i >= 0 { // PHP: {closure:/srv/a.php:12}
		return f[:i] + "{closure}"
	}
	if i := strings.LastIndex(f, "::h"); i > 0 && len(f)-i == len("::h")+16 && isHash(f[i+len("::h"):]) {
		f = f[:i] // Rust: core::ops::call_once::h2e6bd5ae9c0bb0c6
	}
	if i := strings.Index(f, "$$Lambda"); i >= 0 {
		return f[:i+len("$$Lambda")]
	}
	return dropCounters(f)
}

// dropCounters removes the numbers that compilers append to the names of
// anonymous things: lambda$main$0, Shop$1, run.func1.2, _show_erb__12_34, part.3.
func dropCounters(s string) string {
	i := counter(s, 0)
	if i < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	from := 0
	for ; i >= 0; i = counter(s, from) {
		out = append(out, s[from:i]...)
		for from = i; from < len(s) && isDigit(s[from]); from++ {
		}
	}
	return string(append(out, s[from:]...))
}

// counter finds the next run of digits at or after from that is a counter: one
// that ends a part of a name and follows a mark that compilers use, or ends the
// names that Go, Python and .NET give to lambdas.
func counter(s string, from int) int {
	for i := max(from, 1); i < len(s); i++ {
		if !isDigit(s[i]) || isDigit(s[i-1]) {
			continue
		}
		end := i
		for end < len(s) && isDigit(s[end]) {
			end++
		}
		if end < len(s) && isAlpha(s[end]) {
			continue
		}
		switch before := s[:i]; s[i-1] {
		case '$', '.', '|':
			return i
		case '_':
			if i >= 2 && (s[i-2] == '_' || isDigit(s[i-2])) || strings.HasSuffix(before, "lambda_") {
				return i
			}
		default:
			for _, made := range [...]string{".func", ".gowrap", ".deferwrap", "lambda", "closure", "_method", "DisplayClass"} {
				if strings.HasSuffix(before, made) {
					return i
				}
			}
		}
	}
	return -1
}

func dropDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, s)
}
