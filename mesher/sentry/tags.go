package sentry

import (
	"iter"
	"strings"
)

// tags reads an object, or a list of pairs. The domain decides which names and
// values are allowed; here they only become texts.
func (d *decoder) tags(v value) {
	tags := make(map[string]string)
	for name, member := range d.pairs(v) {
		if !member.isNull() {
			tags[name] = d.text(member)
		}
	}
	d.event.Tags = tags
}

// pairs iterates over an object, or over a list of pairs of a name and a value.
func (d *decoder) pairs(v value) iter.Seq2[string, value] {
	return func(yield func(string, value) bool) {
		if !v.isArray() {
			for name, member := range d.members(v) {
				if !yield(string(name), member) {
					return
				}
			}
			return
		}
		for item := range d.items(v) {
			var pair []value
			if item.isArray() {
				for part := range item.items() {
					pair = append(pair, part)
				}
			}
			if len(pair) != 2 {
				d.bad("not a pair")
				continue
			}
			name := d.text(pair[0])
			if name == "" {
				d.bad("without a name")
				continue
			}
			if !yield(name, pair[1]) {
				return
			}
		}
	}
}

// fingerprint reads a list of texts. Fractions of numbers are cut off, as Sentry
// does: an event must be grouped alike wherever it is sent.
func (d *decoder) fingerprint(v value) {
	if v.isText() {
		d.event.Fingerprint = []string{v.text()}
		return
	}
	var parts []string
	for item := range d.items(v) {
		part := d.text(item)
		if item.isNumber() && !strings.ContainsAny(part, "eE") {
			part, _, _ = strings.Cut(part, ".")
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	d.event.Fingerprint = parts
}
