package mesher

import (
	"bytes"
	"encoding/json"
)

// Raw JSON in an event was validated by its decoder, so the functions here only
// need to tell brackets, strings and everything else apart.

// jsonDepth returns how deep arrays and objects nest in v; 0 for a plain value.
func jsonDepth(v json.RawMessage) int {
	depth, deepest := 0, 0
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '"':
			i = stringEnd(v, i) - 1
		case '{', '[':
			depth++
			deepest = max(deepest, depth)
		case '}', ']':
			depth--
		}
	}
	return deepest
}

// stringEnd returns the index after the string that begins at i.
func stringEnd(v []byte, i int) int {
	for i++; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(v)
}

// scalarEnd returns the length of the string, number or word that v begins with.
func scalarEnd(v []byte) int {
	if v[0] == '"' {
		return stringEnd(v, 0)
	}
	if end := bytes.IndexAny(v, ",]} \t\r\n"); end >= 0 {
		return end
	}
	return len(v)
}
