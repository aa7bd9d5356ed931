package ui

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// A field is a name and what was sent for it.
type field struct{ Name, Value string }

// fieldsOf lists JSON values by name.
func fieldsOf(values map[string]json.RawMessage) (fields []field) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		fields = append(fields, field{name, readable(values[name])})
	}
	return fields
}

// stringsOf lists plain values by name.
func stringsOf(values map[string]string) (fields []field) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		fields = append(fields, field{name, values[name]})
	}
	return fields
}

// pairsOf keeps the order in which the client sent.
func pairsOf(pairs [][2]string) (fields []field) {
	for _, p := range pairs {
		fields = append(fields, field{p[0], p[1]})
	}
	return fields
}

// given leaves out what has no value.
func given(fields ...field) []field {
	return slices.DeleteFunc(fields, func(f field) bool { return f.Value == "" })
}

// readable is a JSON value for people: a string without its quotes, the rest
// indented.
func readable(raw json.RawMessage) string {
	var s string
	if bytes.HasPrefix(raw, []byte{'"'}) && json.Unmarshal(raw, &s) == nil {
		return s
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return string(raw)
	}
	return b.String()
}
