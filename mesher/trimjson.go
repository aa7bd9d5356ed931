package mesher

import (
	"bytes"
	"encoding/json"
)

// trimJSON keeps the beginning of v: values that nest deeper than depth become
// "…", and so do those after limit bytes. The result is valid JSON of at most
// limit bytes.
func trimJSON(v json.RawMessage, limit, depth int) json.RawMessage {
	t := jsonTrimmer{in: v, left: limit, depth: depth}
	t.value()
	return t.out
}

// elided stands for an omitted value.
var elided = []byte(`"` + ellipsis + `"`)

// A jsonTrimmer copies a value piece by piece while there is room. Each open
// bracket has already paid for its closing one.
type jsonTrimmer struct {
	in    []byte // what is still to be read
	out   []byte
	left  int // bytes that may still be written
	depth int // levels that may still be opened
}

// value copies the next value. There is always room for the mark that stands for
// one: before a comma or a key is written, that is checked.
func (t *jsonTrimmer) value() {
	t.in = bytes.TrimLeft(t.in, " \t\r\n")
	switch {
	case len(t.in) == 0:
		t.write(elided)
	case t.in[0] == '{' || t.in[0] == '[':
		t.container()
	default:
		piece := t.in[:scalarEnd(t.in)]
		t.in = t.in[len(piece):]
		switch {
		case len(piece) <= t.left:
			t.write(piece)
		case piece[0] == '"':
			t.write(cutString(piece, t.left))
		default:
			t.write(elided)
		}
	}
}

func (t *jsonTrimmer) container() {
	if t.depth == 0 || t.left < 2 {
		t.skip()
		t.write(elided)
		return
	}
	object, closing := t.in[0] == '{', t.in[0]+2 // ']' and '}' follow their opening by two
	t.write(t.in[:1])
	t.in = t.in[1:]
	t.left--
	t.depth--
	comma := ""
	for !t.at(closing) {
		key := t.key(object)
		if len(comma)+len(key)+len(elided) > t.left {
			t.skip()
			continue
		}
		t.write([]byte(comma))
		t.write(key)
		t.value()
		comma = ","
	}
	t.out = append(t.out, closing)
	t.depth++
}

// at moves past blanks and commas and reports whether the container ends here,
// moving past its end as well.
func (t *jsonTrimmer) at(closing byte) bool {
	t.in = bytes.TrimLeft(t.in, ", \t\r\n")
	if len(t.in) == 0 {
		return true
	}
	if t.in[0] == closing {
		t.in = t.in[1:]
		return true
	}
	return false
}

// key returns a member's name with its colon, or nothing in an array.
func (t *jsonTrimmer) key(object bool) []byte {
	if !object {
		return nil
	}
	name := t.in[:stringEnd(t.in, 0)]
	t.in = bytes.TrimLeft(t.in[len(name):], " \t\r\n:")
	return append(name[:len(name):len(name)], ':')
}

// skip moves past the next value, which the caller knows to be there.
func (t *jsonTrimmer) skip() {
	if t.in[0] != '{' && t.in[0] != '[' {
		t.in = t.in[scalarEnd(t.in):]
		return
	}
	depth := 0
	for i := 0; i < len(t.in); i++ {
		switch t.in[i] {
		case '"':
			i = stringEnd(t.in, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				t.in = t.in[i+1:]
				return
			}
		}
	}
	t.in = nil
}

func (t *jsonTrimmer) write(b []byte) {
	t.out = append(t.out, b...)
	t.left -= len(b)
}

// cutString shortens a string, quotes and all, to limit bytes, without cutting
// through an escape or a rune.
func cutString(s []byte, limit int) []byte {
	room := limit - len(elided)
	end := 1
	for end < len(s)-1 {
		next := end + 1
		switch {
		case s[end] == '\\' && s[end+1] == 'u':
			next = end + 6
		case s[end] == '\\':
			next = end + 2
		default:
			for next < len(s) && s[next]&0xc0 == 0x80 {
				next++
			}
		}
		if next-1 > room {
			break
		}
		end = next
	}
	return append(append(s[:end:end], ellipsis...), '"')
}
