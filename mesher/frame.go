package mesher

import "strings"

// A frame's names carry what compilers, bundlers and proxies made up: hashes,
// counters, versions. None of it may decide which issue an event belongs to,
// or every build would open new ones.

// place is where a frame is, as it counts for grouping and as people read it:
// "app.views in checkout". It is empty when the frame says nothing reliable.
func (f *Frame) place() string {
	function := cleanFunction(f.Function)
	where, bundled := cleanModule(f.Module), false
	if where == "" {
		where, bundled = cleanFilename(f.Filename)
		if where == "" {
			where, bundled = cleanFilename(f.AbsPath)
		}
	}
	if bundled && len(function) <= 2 {
		return "" // a bundler's short name is another function's in the next build
	}
	return inFunction(where, function)
}

// inFunction joins where a frame is and its function.
func inFunction(where, function string) string {
	switch {
	case function == "":
		return where
	case where == "":
		return function
	}
	return where + " in " + function
}

// own tells whether the frame is the program's own code rather than a library's.
func (f *Frame) own() bool { return f.InApp == nil || *f.InApp }

// cleanModule strips what Java's proxies and lambdas add to a class name.
func cleanModule(m string) string {
	i := strings.IndexByte(m, '$')
	if i < 0 {
		if strings.Contains(m, ".Generated") { // GeneratedMethodAccessor77
			return strings.TrimRight(m, "0123456789")
		}
		return m
	}
	if strings.Contains(m, "$Proxy") { // jdk.proxy2.$Proxy34
		return dropDigits(m)
	}
	if i = strings.Index(m, "$$"); i > 0 { // Shop$$Lambda$14/0x0800, Shop$$SpringCGLIB$$0
		return m[:i]
	}
	return dropCounters(m)
}

// unnamed are the names that runtimes give to functions without one.
var unnamed = map[string]bool{
	"?": true, "<anonymous>": true, "anonymous": true, "(anonymous)": true, "{anonymous}": true,
	"<unknown>": true, "unknown": true, "(anonymous function)": true, "Anonymous function": true,
	"[native code]": true, "global code": true, "eval code": true, "eval": true,
}

// cleanFunction is a function's name without what changes between builds.
func cleanFunction(f string) string {
	if unnamed[f] {
		return ""
	}
	f = strings.TrimPrefix(f, "async ")
	if i := strings.Index(f, " [as "); i > 0 { // JavaScript: Object.get [as user]
		f = f[:i]
	}
	if i := strings.Index(f, " [clone "); i > 0 { // C: handle(int) [clone .isra.0]
		f = f[:i]
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

// dropCounters removes the numbers that compilers append to the names of things
// without one: lambda$main$0, Shop$1, run.func1.2, _show_erb__12_34, part.3.
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
// names Go and Python and .NET give to lambdas.
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
