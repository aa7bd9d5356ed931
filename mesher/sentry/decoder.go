package sentry

import (
	"encoding/json"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// A decoder fills one event. It knows its place in the body, so that a note can
// name the field; the name is built only then.
type decoder struct {
	event *mesher.Event
	path  []step
}

// A step descends into an object by a name, or into a list by a number.
type step struct {
	name  value
	index int
}

// maxNotes saves the work of naming fields that an event has no room for: one
// event can have half a million bad ones.
const maxNotes = 100

// bad leaves a note about the current field.
func (d *decoder) bad(reason string) {
	if len(d.event.Notes) >= maxNotes {
		return
	}
	var b strings.Builder
	for i, s := range d.path {
		if i > 0 {
			b.WriteByte('.')
		}
		if s.name != nil {
			b.WriteString(s.name.text())
		} else {
			b.WriteString(strconv.Itoa(s.index))
		}
	}
	d.event.Note(b.String(), reason)
}

// members iterates over an object. Anything else is bad, except null, which
// counts as missing.
func (d *decoder) members(v value) iter.Seq2[[]byte, value] {
	return func(yield func([]byte, value) bool) {
		if !v.isObject() {
			if !v.isNull() {
				d.bad("not an object")
			}
			return
		}
		for name, member := range v.members() {
			d.path = append(d.path, step{name: name})
			more := yield(name.bytes(), member)
			d.path = d.path[:len(d.path)-1]
			if !more {
				return
			}
		}
	}
}

// items iterates over a list, skipping nulls.
func (d *decoder) items(v value) iter.Seq[value] {
	return func(yield func(value) bool) {
		if !v.isArray() {
			if !v.isNull() {
				d.bad("not a list")
			}
			return
		}
		index := 0
		for item := range v.items() {
			if !item.isNull() {
				d.path = append(d.path, step{index: index})
				more := yield(item)
				d.path = d.path[:len(d.path)-1]
				if !more {
					return
				}
			}
			index++
		}
	}
}

// values iterates over a list in any of its three forms: {"values": […]}, the
// list itself, or one bare object for a list of one.
func (d *decoder) values(v value) iter.Seq[value] {
	return func(yield func(value) bool) {
		if !v.isObject() {
			d.items(v)(yield)
			return
		}
		for name, member := range v.members() {
			if string(name.bytes()) == "values" {
				d.path = append(d.path, step{name: name})
				d.items(member)(yield)
				d.path = d.path[:len(d.path)-1]
				return
			}
		}
		yield(v)
	}
}

// text reads a text. Numbers and booleans are taken as well, and written as
// Python would, which is what people who search for them expect.
func (d *decoder) text(v value) string {
	switch {
	case v.isText():
		return v.text()
	case v.isNumber():
		return string(v)
	case v.isBool():
		return boolText(v)
	case !v.isNull():
		d.bad("not a text")
	}
	return ""
}

func boolText(v value) string {
	if v[0] == 't' {
		return "True"
	}
	return "False"
}

// flag reads a boolean that may be missing.
func (d *decoder) flag(v value) *bool {
	switch {
	case v.isBool():
		return new(v[0] == 't')
	case !v.isNull():
		d.bad("not true or false")
	}
	return nil
}

// number reads a non-negative whole number: a line, a column, a count. Some SDKs
// quote them or write them with a fraction.
func (d *decoder) number(v value) int {
	if v.isNull() {
		return 0
	}
	text := string(v)
	if v.isText() {
		text = v.text()
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) || f < 0 || f > math.MaxInt32 {
		d.bad("not a number that can be")
		return 0
	}
	return int(f)
}

// raw keeps the members of an object as they are.
func (d *decoder) raw(v value) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	for name, member := range d.members(v) {
		if m == nil {
			m = make(map[string]json.RawMessage)
		}
		m[string(name)] = json.RawMessage(member)
	}
	return m
}

// texts keeps the members of an object as texts.
func (d *decoder) texts(v value) map[string]string {
	var m map[string]string
	for name, member := range d.members(v) {
		if m == nil {
			m = make(map[string]string)
		}
		m[string(name)] = d.text(member)
	}
	return m
}
