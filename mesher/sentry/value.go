package sentry

import (
	"bytes"
	"iter"
	"unicode/utf16"
	"unicode/utf8"
)

// A value is one JSON value that went through [clean]: its methods rely on that
// and check nothing. It is a part of the body that it came in; iterating over its
// members copies nothing.
type value []byte

func (v value) isObject() bool { return len(v) > 0 && v[0] == '{' }
func (v value) isArray() bool  { return len(v) > 0 && v[0] == '[' }
func (v value) isText() bool   { return len(v) > 0 && v[0] == '"' }
func (v value) isNull() bool   { return len(v) == 0 || v[0] == 'n' }
func (v value) isBool() bool   { return len(v) > 0 && (v[0] == 't' || v[0] == 'f') }

func (v value) isNumber() bool {
	return len(v) > 0 && (v[0] == '-' || '0' <= v[0] && v[0] <= '9')
}

// members returns the names and values of an object, unconverted.
func (v value) members() iter.Seq2[value, value] {
	return func(yield func(name, member value) bool) {
		for i := 1; ; {
			i = skipBlanks(v, i)
			if v[i] == '}' {
				return
			}
			end := valueEnd(v, i)
			name := v[i:end]
			i = skipBlanks(v, end)
			end = valueEnd(v, i)
			if !yield(name, v[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// items returns the values of an array.
func (v value) items() iter.Seq[value] {
	return func(yield func(value) bool) {
		for i := 1; ; {
			i = skipBlanks(v, i)
			if v[i] == ']' {
				return
			}
			end := valueEnd(v, i)
			if !yield(v[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// skipBlanks also skips the marks between values: clean made sure that they are
// in the right places.
func skipBlanks(v []byte, i int) int {
	for {
		switch v[i] {
		case ' ', '\t', '\r', '\n', ',', ':':
			i++
		default:
			return i
		}
	}
}

// valueEnd returns the index after the value at i.
func valueEnd(v []byte, i int) int {
	switch v[i] {
	case '"':
		return textEnd(v, i)
	case '{', '[':
	default:
		for i < len(v) && v[i] > ' ' && v[i] != ',' && v[i] != '}' && v[i] != ']' {
			i++
		}
		return i
	}
	for open := 0; ; i++ {
		switch v[i] {
		case '"':
			i = textEnd(v, i) - 1
		case '{', '[':
			open++
		case '}', ']':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
}

// textEnd returns the index after the text at i: after the first quote that is
// not escaped by an odd number of backslashes.
func textEnd(v []byte, i int) int {
	for end := i + 1; ; end++ {
		end += bytes.IndexByte(v[end:], '"')
		escapes := 0
		for v[end-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return end + 1
		}
	}
}

// text returns the content of a JSON text.
func (v value) text() string { return string(v.bytes()) }

// bytes is text without a copy if nothing is escaped: enough to compare with a
// name.
func (v value) bytes() []byte {
	inner := v[1 : len(v)-1]
	escape := bytes.IndexByte(inner, '\\')
	if escape < 0 {
		return inner
	}
	out := make([]byte, 0, len(inner))
	for escape >= 0 {
		out = append(out, inner[:escape]...)
		out, inner = unescape(out, inner[escape+1:])
		escape = bytes.IndexByte(inner, '\\')
	}
	return append(out, inner...)
}

// unescape appends the character of the escape that begins in, without its
// backslash.
func unescape(out, in []byte) (extended, rest []byte) {
	switch in[0] {
	case 'b':
		return append(out, '\b'), in[1:]
	case 'f':
		return append(out, '\f'), in[1:]
	case 'n':
		return append(out, '\n'), in[1:]
	case 'r':
		return append(out, '\r'), in[1:]
	case 't':
		return append(out, '\t'), in[1:]
	case 'u':
		r, rest := hexRune(in[1:]), in[5:]
		if !utf16.IsSurrogate(r) {
			return utf8.AppendRune(out, r), rest
		}
		// Half a surrogate pair stands for nothing.
		if len(rest) >= 6 && rest[0] == '\\' && rest[1] == 'u' {
			if whole := utf16.DecodeRune(r, hexRune(rest[2:])); whole != utf8.RuneError {
				return utf8.AppendRune(out, whole), rest[6:]
			}
		}
		return utf8.AppendRune(out, utf8.RuneError), rest
	}
	return append(out, in[0]), in[1:] // a quote, a slash, a backslash
}

func hexRune(in []byte) (r rune) {
	for _, b := range in[:4] {
		r <<= 4
		switch {
		case b <= '9':
			r |= rune(b - '0')
		default:
			r |= rune(b|0x20-'a') + 10
		}
	}
	return r
}
