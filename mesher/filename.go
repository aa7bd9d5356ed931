package mesher

import "strings"

// cleanFilename returns the last part of a path, in lower case, without hashes
// and versions. bundled reports whether a bundler made the file, or it came from
// an address: then the names in it are the bundler's as well. The name of a page,
// as of a script written into it, is not a file name and gives an empty name.
func cleanFilename(path string) (name string, bundled bool) {
	if i := strings.Index(path, "://"); i >= 0 {
		path, bundled = path[i+len("://"):], true
		if i := strings.IndexAny(path, "?#"); i >= 0 {
			path = path[:i]
		}
	}
	name = path[strings.LastIndexAny(path, `/\`)+1:]
	if bundled && !isScript(name) || strings.HasPrefix(name, "<") { // <anonymous>, <string>, <generated>
		return "", bundled
	}
	if !strings.ContainsAny(name, "0123456789") {
		return strings.ToLower(name), bundled || strings.HasSuffix(name, ".min.js")
	}
	name, hashed := dropHashes(name)
	return strings.ToLower(name), bundled || hashed || strings.Contains(name, ".min.")
}

func isScript(name string) bool {
	switch name[strings.LastIndexByte(name, '.')+1:] {
	case "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "svelte", "wasm", "dart":
		return strings.Contains(name, ".")
	}
	return false
}

// dropHashes removes the parts of a file's name that are a hash or a version:
// main.8f3c2a1b.js, index-BZ4kR1xQ.js, jquery-3.6.0.min.js, app.v12.js. The
// first part stays whatever it is: it is the name.
func dropHashes(name string) (cleaned string, hashed bool) {
	out := make([]byte, 0, len(name))
	dot := strings.LastIndexByte(name, '.')
	for i := 0; i < len(name); {
		end := i + 1
		for end < len(name) && !isSeparator(name[end]) {
			end++
		}
		// part is a separator and what follows it.
		part := name[i:end]
		switch {
		case i == 0 || i == dot:
			out = append(out, part...)
		case isHash(part[1:]), part[0] == '-' && isBase64Hash(part[1:]):
			hashed = true
		case isVersion(part[1:], name, i):
		default:
			out = append(out, part...)
		}
		i = end
	}
	return string(out), hashed
}

func isSeparator(c byte) bool { return c == '.' || c == '-' || c == '_' || c == '~' || c == '@' }

// isHash reports whether s looks like a hexadecimal hash: long enough, and with
// both letters and digits or long beyond doubt.
func isHash(s string) bool {
	if len(s) < 6 {
		return false
	}
	letters, digits := 0, 0
	for i := range len(s) {
		switch {
		case isDigit(s[i]):
			digits++
		case isHex(s[i]):
			letters++
		default:
			return false
		}
	}
	return digits > 0 && (letters > 0 || len(s) >= 8)
}

// isBase64Hash reports whether s looks like the eight letters, both upper and
// lower case, and digits that newer bundlers write.
func isBase64Hash(s string) bool {
	if len(s) != 8 {
		return false
	}
	upper, lower, digits := 0, 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isUpper(c):
			upper++
		case isLower(c):
			lower++
		case isDigit(c):
			digits++
		default:
			return false
		}
	}
	return digits > 0 && upper > 0 && lower > 0
}

// isVersion reports whether the part of name at i is a version: v3, or a number
// beside another one.
func isVersion(part, name string, i int) bool {
	if part == "" {
		return false
	}
	if part[0] == 'v' {
		part = part[1:]
		return part != "" && allDigits(part)
	}
	if !allDigits(part) {
		return false
	}
	after := i + 1 + len(part)
	return after+1 < len(name) && name[after] == '.' && isDigit(name[after+1]) ||
		name[i] == '.' && isDigit(name[i-1])
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool { return isDigit(c) || (c|0x20)-'a' < 6 }
