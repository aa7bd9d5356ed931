package mesher

import "iter"

// IsCounted reports whether events are counted by the values of this tag, hour by
// hour, as they come in. Each such tag costs a row for each of its values, so
// there are few: those that teams compare by, and that have few values in an
// hour. Tags with as many values as events (a request, a user, an address) would
// cost more than the events themselves.
func IsCounted(key string) bool {
	switch key {
	case "environment", "release", "server_name", "browser", "os", "runtime":
		return true
	}
	return false
}

// CountedTags yields the tags of an event that are counted.
func (e *Event) CountedTags() iter.Seq2[string, string] {
	return func(yield func(key, value string) bool) {
		if e.Environment != "" && !yield("environment", e.Environment) {
			return
		}
		if e.Release != "" && !yield("release", e.Release) {
			return
		}
		for key, value := range e.Tags {
			if IsCounted(key) && !yield(key, value) {
				return
			}
		}
	}
}
