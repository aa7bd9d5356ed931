package sentry

import (
	"bytes"
	"unicode/utf8"

	"github.com/mesh-actors/mesh/mesher"
)

// maxDepth is how deep the JSON of an event may nest. Deeper values become null;
// the domain cuts at less.
const maxDepth = 64

// clean makes sure that body is one JSON value, so that later code need not check
// anything. Three things that SDKs are known to send and that JSON does not allow
// are mended rather than refused: NaN and Infinity, which Python writes, become
// null; bytes that are not UTF-8 become question marks; and values nested too
// deep become null.
//
// The result is body itself if nothing had to be mended.
func clean(body []byte) (cleaned []byte, mended bool, err error) {
	if !utf8.Valid(body) {
		body, mended = bytes.ToValidUTF8(body, []byte("?")), true
	}
	c := cleaner{in: body}
	c.blanks()
	start := c.at
	c.copied = start
	if !c.value(0) {
		return nil, false, mesher.Errorf(mesher.Invalid, "not valid JSON at byte %d", c.at)
	}
	end := c.at
	if c.blanks(); c.at < len(body) {
		return nil, false, mesher.Errorf(mesher.Invalid, "not valid JSON at byte %d: more than one value", c.at)
	}
	if c.out == nil {
		return body[start:end], mended, nil
	}
	return append(c.out, body[c.copied:end]...), true, nil
}

// A cleaner walks over a text once. It writes only if something has to change.
type cleaner struct {
	in     []byte
	at     int
	out    []byte // the mended text so far; nil while there is nothing to mend
	copied int    // how much of in is in out
}

// value moves past one JSON value. It returns false if there is none; at is then
// the offset of the error.
func (c *cleaner) value(depth int) bool {
	if c.at == len(c.in) {
		return false
	}
	start := c.at
	switch c.in[c.at] {
	case '{':
		if depth == maxDepth {
			return c.skipDeep()
		}
		return c.members('}', depth, true)
	case '[':
		if depth == maxDepth {
			return c.skipDeep()
		}
		return c.members(']', depth, false)
	case '"':
		return c.text()
	case 't':
		return c.word("true")
	case 'f':
		return c.word("false")
	case 'n':
		return c.word("null")
	case 'N':
		return c.word("NaN") && c.replace(start)
	case 'I':
		return c.word("Infinity") && c.replace(start)
	}
	if bytes.HasPrefix(c.in[c.at:], []byte("-Infinity")) {
		return c.word("-Infinity") && c.replace(start)
	}
	return c.number()
}

// members moves past an object or an array.
func (c *cleaner) members(closing byte, depth int, named bool) bool {
	c.at++
	if c.blanks(); c.take(closing) {
		return true
	}
	for {
		if named && !c.name() {
			return false
		}
		if !c.value(depth + 1) {
			return false
		}
		if c.blanks(); c.take(closing) {
			return true
		}
		if !c.take(',') {
			return false
		}
		c.blanks()
	}
}

func (c *cleaner) name() bool {
	if c.at == len(c.in) || c.in[c.at] != '"' || !c.text() {
		return false
	}
	if c.blanks(); !c.take(':') {
		return false
	}
	c.blanks()
	return true
}

func (c *cleaner) text() bool {
	for c.at++; c.at < len(c.in); c.at++ {
		switch b := c.in[c.at]; {
		case b == '"':
			c.at++
			return true
		case b < ' ':
			return false
		case b == '\\':
			if c.at++; c.at == len(c.in) || !c.escape() {
				return false
			}
		}
	}
	return false
}

// escape starts after a backslash and moves to the last byte of the escape.
func (c *cleaner) escape() bool {
	switch c.in[c.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		if len(c.in)-c.at <= 4 {
			return false
		}
		for _, b := range c.in[c.at+1 : c.at+5] {
			if !('0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'f') {
				return false
			}
		}
		c.at += 4
		return true
	}
	return false
}

func (c *cleaner) number() bool {
	c.take('-')
	switch {
	case c.take('0'):
	case !c.digits():
		return false
	}
	if c.take('.') && !c.digits() {
		return false
	}
	if c.take('e') || c.take('E') {
		if !c.take('+') {
			c.take('-')
		}
		return c.digits()
	}
	return true
}

func (c *cleaner) digits() bool {
	start := c.at
	for c.at < len(c.in) && '0' <= c.in[c.at] && c.in[c.at] <= '9' {
		c.at++
	}
	return c.at > start
}

func (c *cleaner) word(w string) bool {
	if !bytes.HasPrefix(c.in[c.at:], []byte(w)) {
		return false
	}
	c.at += len(w)
	return true
}

func (c *cleaner) take(b byte) bool {
	if c.at < len(c.in) && c.in[c.at] == b {
		c.at++
		return true
	}
	return false
}

func (c *cleaner) blanks() {
	for c.at < len(c.in) {
		switch c.in[c.at] {
		case ' ', '\t', '\r', '\n':
			c.at++
		default:
			return
		}
	}
}

// skipDeep moves past a value that nests too deep. Of its inside, which nobody
// will see, only the ends of brackets are checked.
func (c *cleaner) skipDeep() bool {
	start, open := c.at, 0
	for c.at < len(c.in) {
		switch c.in[c.at] {
		case '"':
			if !c.text() {
				return false
			}
			continue
		case '{', '[':
			open++
		case '}', ']':
			open--
		}
		if c.at++; open == 0 {
			return c.replace(start)
		}
	}
	return false
}

// replace puts null in the place of the text read since start.
func (c *cleaner) replace(start int) bool {
	c.out = append(append(c.out, c.in[c.copied:start]...), "null"...)
	c.copied = c.at
	return true
}
