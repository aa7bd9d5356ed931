package mesher

import "strings"

// A frame's names contain what compilers, bundlers and proxies made up: hashes,
// counters, versions. None of that may decide which issue an event belongs to, or
// every build would open new issues.

// place returns where a frame is, as it counts for grouping and as people read
// it: "app.views in checkout". It is empty if the frame says nothing reliable.
func (f *Frame) place() string {
	function := cleanFunction(f.Function)
	where, bundled := cleanModule(f.Module), false
	if where == "" {
		where, bundled = cleanFilename(f.Filename)
		if where == "" {
			where, bundled = cleanFilename(f.AbsPath)
		}
	}
	if bundled {
		if i := strings.IndexByte(function, '.'); i > 0 && minified(function[:i]) {
			function = function[i+1:] // t.render: a short name of an object before a good one
		}
		if minified(function) {
			return ""
		}
	}
	return inFunction(where, function)
}

// minified reports whether a bundler made up the name, or there is none. In the
// next build the name is another function's, so it must not count, and the bundle
// alone says too little.
func minified(name string) bool {
	return len(name) <= 2 || len(name) == 3 && strings.ToLower(name) != name
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

// own reports whether the frame is the program's own code rather than a
// library's.
func (f *Frame) own() bool { return f.InApp == nil || *f.InApp }

// named reports whether the frame's function has a meaningful name.
func (f *Frame) named() bool { return cleanFunction(f.Function) != "" }

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
