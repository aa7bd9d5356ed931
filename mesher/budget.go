package mesher

import (
	"encoding/json"
	"maps"
	"slices"
)

// A budget bounds a map of raw JSON values.
type budget struct {
	each  int // bytes of one value
	total int // bytes of all names and values
	depth int // nesting inside one value
}

var (
	extraBudget    = budget{each: 16 << 10, total: 256 << 10, depth: 7}
	contextsBudget = budget{each: 8 << 10, total: 256 << 10, depth: 7}
	dataBudget     = budget{each: 8 << 10, total: 8 << 10, depth: 7} // of a user, of a breadcrumb
	varsBudget     = budget{each: 2 << 10, total: 16 << 10, depth: 5}
	bodyBudget     = budget{each: 8 << 10, total: 8 << 10, depth: 7} // of a request
	moduleBytes    = 8 << 10
)

// fits reports whether nothing need be cut. That is nearly always so, and is
// found out in one pass without allocation.
func (b budget) fits(m map[string]json.RawMessage) bool {
	size := 0
	for name, value := range m {
		size += len(name) + len(value)
		if len(name) > maxName || !b.fitsOne(value) {
			return false
		}
	}
	return size <= b.total
}

func (b budget) fitsOne(value json.RawMessage) bool {
	// A value shorter than its allowed nesting needs no look inside.
	return len(value) <= b.each && (len(value) <= b.depth || jsonDepth(value) <= b.depth)
}

// apply cuts the values of m to the budget, in the order of their names so that
// the same event is always cut alike, and notes each cut.
func (b budget) apply(m map[string]json.RawMessage, note func(name, reason string)) {
	left := b.total
	for _, name := range slices.Sorted(maps.Keys(m)) {
		value := m[name]
		if !b.fitsOne(value) {
			value = trimJSON(value, b.each, b.depth)
			m[name] = value
			note(name, "too large or too deep; shortened")
		}
		size := len(name) + len(value)
		if len(name) > maxName || size > left {
			delete(m, name)
			note(name, "no room left; dropped")
			continue
		}
		left -= size
	}
}

// trimValues applies the budget to one map of the event.
func (e *Event) trimValues(field string, m map[string]json.RawMessage, b budget) {
	if !b.fits(m) {
		b.apply(m, func(name, reason string) { e.Note(field+"."+name, reason) })
	}
}

func (e *Event) trimMaps() {
	e.trimValues("contexts", e.Contexts, contextsBudget)
	e.trimValues("extra", e.Extra, extraBudget)
	e.trimModules()
}

func (e *Event) trimModules() {
	size := 0
	for name, version := range e.Modules {
		size += len(name) + len(version)
	}
	if size <= moduleBytes {
		return
	}
	left := moduleBytes
	for _, name := range slices.Sorted(maps.Keys(e.Modules)) {
		if left -= len(name) + len(e.Modules[name]); left < 0 {
			delete(e.Modules, name)
		}
	}
	e.Note("modules", tooMany)
}
