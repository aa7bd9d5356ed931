package mesher

import (
	"maps"
	"slices"
	"strings"
)

// normaliseTags makes the tags searchable: names in a small alphabet, values on
// one line, no names that are fields of their own.
func (e *Event) normaliseTags() {
	if env, ok := e.Tags["environment"]; ok {
		if e.Environment == "" {
			e.Environment = env
		}
		delete(e.Tags, "environment")
	}
	if !tagsFit(e.Tags) {
		given := e.Tags
		e.Tags = make(map[string]string, min(len(given), maxTags))
		// In order of names, so that the same tags always survive.
		for _, name := range slices.Sorted(maps.Keys(given)) {
			e.keepTag(name, given[name])
		}
	}
	if e.ServerName != "" && e.Tags["server_name"] == "" && len(e.Tags) < maxTags {
		e.keepTag("server_name", e.ServerName)
	}
}

func tagsFit(tags map[string]string) bool {
	if len(tags) > maxTags {
		return false
	}
	for name, value := range tags {
		if !tagNameFits(name) || !tagValueFits(value) {
			return false
		}
	}
	return true
}

// keepTag adds one tag, corrected, or notes why not.
func (e *Event) keepTag(name, value string) {
	field := "tags." + name
	name = strings.ReplaceAll(strings.TrimSpace(name), " ", "-")
	switch {
	case len(e.Tags) == maxTags:
		e.Note(field, tooMany)
		return
	case !tagNameFits(name):
		e.Note(field, "not a name for a tag, or one that is taken; dropped")
		return
	}
	if !tagValueFits(value) {
		value = strings.Join(strings.FieldsFunc(value, isBreak), " ")
		e.cut(field, &value, maxName)
	}
	if value == "" {
		e.Note(field, "empty; dropped")
		return
	}
	if e.Tags == nil {
		e.Tags = make(map[string]string)
	}
	e.Tags[name] = value
}

func tagNameFits(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isWord(c) && c != '.' && c != ':' && c != '-' {
			return false
		}
	}
	switch name {
	case "release", "dist", "user", "filename", "function": // fields of their own
		return false
	}
	return true
}

// tagValueFits reports whether a value can stay as it is: printable and short.
// Anything beyond ASCII takes the slow path, where it is checked.
func tagValueFits(value string) bool {
	if value == "" || len(value) > maxName {
		return false
	}
	for i := range len(value) {
		if c := value[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

func isBreak(r rune) bool { return r < ' ' || r == 0x7f }

func isDigit(c byte) bool { return c-'0' < 10 }
func isLower(c byte) bool { return c-'a' < 26 }
func isUpper(c byte) bool { return c-'A' < 26 }
func isAlpha(c byte) bool { return isLower(c | 0x20) }
func isWord(c byte) bool  { return isAlpha(c) || isDigit(c) || c == '_' }
