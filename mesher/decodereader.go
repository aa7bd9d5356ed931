package mesher

import (
	"encoding/json"
	"strconv"
)

// A quickReader reads JSON as nearly all programs write it. At anything
// different, or wrong, it gives up, and its caller uses encoding/json, which
// takes five times as long and knows every rule. So it must read what it accepts
// as encoding/json would; tests compare the two.
type quickReader struct {
	in     []byte // valid UTF-8
	text   string // the same bytes, which the strings read share
	at     int
	failed bool
}

func newQuickReader(in []byte) *quickReader { return &quickReader{in: in, text: string(in)} }

func (r *quickReader) fail() { r.failed = true }

// next returns the next byte that is not a blank; 0 at the end, and after a
// failure.
func (r *quickReader) next() byte {
	for ; r.at < len(r.in) && !r.failed; r.at++ {
		switch c := r.in[r.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

func (r *quickReader) take(c byte) {
	if r.next() != c {
		r.fail()
		return
	}
	r.at++
}

// more moves past a comma, which something must follow, or past the end.
func (r *quickReader) more(closing byte) bool {
	switch c := r.next(); c {
	case ',':
		r.at++
		return r.next() != closing || r.end()
	case closing:
		r.at++
		return false
	}
	return r.end()
}

// end gives up and returns false.
func (r *quickReader) end() bool {
	r.fail()
	return false
}

// word moves past a literal, if that is what comes next.
func (r *quickReader) word(w string) bool {
	r.next()
	if r.failed || len(r.text)-r.at < len(w) || r.text[r.at:r.at+len(w)] != w {
		return false
	}
	r.at += len(w)
	return true
}

func (r *quickReader) null() bool { return r.next() == 'n' && r.word("null") }

// object reads an object into v, member by member.
func object[T any](r *quickReader, v *T, member func(r *quickReader, v *T, name string)) {
	r.take('{')
	if r.next() == '}' {
		r.at++
		return
	}
	for open := true; open && !r.failed; open = r.more('}') {
		name := r.quoted()
		r.take(':')
		member(r, v, name)
	}
}

// list reads a list, whose items read appends to it. It can't read a second list
// of the same name.
func list[T any](r *quickReader, items *[]T, item func(*quickReader, *T)) {
	if *items != nil {
		r.fail()
		return
	}
	if r.null() {
		return
	}
	r.take('[')
	*items = []T{}
	if r.next() == ']' {
		r.at++
		return
	}
	for open := true; open && !r.failed; open = r.more(']') {
		var v T
		item(r, &v)
		*items = append(*items, v)
	}
}

// named reads an object of any names into a map.
func named[T any](r *quickReader, m *map[string]T, value func(*quickReader) T) {
	if r.null() {
		*m = nil
		return
	}
	if *m == nil {
		*m = make(map[string]T)
	}
	object(r, m, func(r *quickReader, m *map[string]T, name string) { (*m)[name] = value(r) })
}

// string reads a text; null leaves s as it is.
func (r *quickReader) string(s *string) {
	if !r.null() {
		*s = r.quoted()
	}
}

func (r *quickReader) quoted() string {
	r.take('"')
	for i := r.at; i < len(r.in) && !r.failed; i++ {
		switch c := r.in[i]; {
		case c == '"':
			s := r.text[r.at:i]
			r.at = i + 1
			return s
		case c == '\\':
			return r.escaped()
		case c < ' ':
			r.fail()
		}
	}
	r.fail()
	return ""
}

// escaped reads a string from behind its opening quote.
func (r *quickReader) escaped() (s string) {
	begin := r.at - 1
	r.at = stringEnd(r.in, begin)
	if json.Unmarshal(r.in[begin:r.at], &s) != nil {
		r.fail()
	}
	return s
}

// raw returns any value unparsed.
func (r *quickReader) raw() json.RawMessage {
	c := r.next()
	if c == 0 {
		r.fail()
		return nil
	}
	begin := r.at
	if c == '{' || c == '[' {
		t := jsonTrimmer{in: r.in[begin:]}
		t.skip()
		r.at = len(r.in) - len(t.in)
	} else {
		r.at += scalarEnd(r.in[begin:])
	}
	v := r.in[begin:r.at:r.at]
	if !json.Valid(v) {
		r.fail()
	}
	return v
}

// integer reads a whole number; null leaves n as it is.
func (r *quickReader) integer(n *int) {
	if r.null() {
		return
	}
	v, err := strconv.Atoi(string(r.raw()))
	if err != nil {
		r.fail()
	}
	*n = v
}

// flag reads true, false or null.
func (r *quickReader) flag() *bool {
	switch {
	case r.null():
		return nil
	case r.word("true"):
		return new(true)
	case !r.word("false"):
		r.fail()
	}
	return new(false)
}
