package sentry

import (
	"strconv"
	"strings"
)

// message reads what a program logged: a text, or an object with the text
// before and after its parameters were put in. Some SDKs write false for none.
func (d *decoder) message(v value, late *rest) {
	switch {
	case v.isObject():
		d.logentry(v)
	case v.isBool():
	default:
		if text := d.text(v); text != "" { // a bad logentry must not undo a good message
			late.message = text
		}
	}
}

func (d *decoder) logentry(v value) {
	var template, formatted string
	var params value
	for name, member := range d.members(v) {
		switch string(name) {
		case "message":
			template = d.text(member)
		case "formatted":
			formatted = d.text(member)
		case "params":
			if params = member; !params.isArray() && !params.isObject() && !params.isNull() {
				d.bad("not a list or an object")
				params = nil
			}
		}
	}
	hasParams := len(params) > len("[]") && !params.isNull()
	if formatted == "" {
		formatted = template
		if hasParams {
			formatted = fill(template, params)
		}
	}
	if formatted == "" {
		return
	}
	d.event.Message = formatted
	// It is a template only if there were parameters to put in: SDKs also write
	// finished texts there.
	if hasParams || formatted != template {
		d.event.Template = template
	}
}

// fill puts parameters into a template: from a list for %s and {}, from an object
// for %(name)s and {name}. Unknown placeholders are left as they are.
func fill(template string, params value) string {
	f := filler{named: map[string]string{}}
	if params.isArray() {
		for item := range params.items() {
			f.listed = append(f.listed, plain(item))
		}
	} else {
		for name, member := range params.members() {
			f.named[name.text()] = plain(member)
		}
	}
	var b strings.Builder
	for template != "" && b.Len() < maxFilled {
		i := strings.IndexAny(template, "%{")
		if i < 0 || i+1 == len(template) {
			break
		}
		b.WriteString(template[:i])
		text, length := f.placeholder(template[i:])
		b.WriteString(text)
		template = template[i+length:]
	}
	b.WriteString(template)
	return b.String()
}

// maxFilled stops a template that repeats one long parameter; the domain keeps
// less.
const maxFilled = 64 << 10

// plain returns a parameter as a person would write it.
func plain(v value) string {
	if v.isText() {
		return v.text()
	}
	return string(v)
}

type filler struct {
	listed []string
	next   int
	named  map[string]string
}

// placeholder returns the text for the placeholder that s begins with and its
// length; if there is none, the first byte of s.
func (f *filler) placeholder(s string) (text string, length int) {
	if s[0] == '{' {
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return s[:1], 1
		}
		if text, ok := f.lookup(s[1:end]); ok {
			return text, end + 1
		}
		return s[:1], 1
	}
	if s[1] == '%' {
		return "%", 2
	}
	if s[1] == '(' {
		if end := strings.IndexByte(s, ')'); end > 0 && end+1 < len(s) {
			if text, ok := f.named[s[2:end]]; ok {
				return text, end + 2
			}
		}
		return s[:1], 1
	}
	// %-5.2f: the characters in between determine its look, not its content.
	verb := 1 + len(s[1:]) - len(strings.TrimLeft(s[1:], "-+# 0123456789."))
	if verb < len(s) && strings.IndexByte("sdifrxvqXeguc", s[verb]) >= 0 && f.next < len(f.listed) {
		f.next++
		return f.listed[f.next-1], verb + 1
	}
	return s[:1], 1
}

// lookup finds {name}, {} and {0}.
func (f *filler) lookup(name string) (string, bool) {
	if text, ok := f.named[name]; ok {
		return text, true
	}
	i := f.next
	if name == "" {
		f.next++
	} else if n, err := strconv.Atoi(name); err == nil {
		i = n
	} else {
		return "", false
	}
	if i < 0 || i >= len(f.listed) {
		return "", false
	}
	return f.listed[i], true
}
